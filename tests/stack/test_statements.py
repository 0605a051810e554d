"""What a write costs: a fixed number of statements, however much there is to write and however long the history is.

PostgreSQL is asked in as many steps as are listed here; SQLite gets the inserts of one step one after the other.
"""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import pytest

from casewright.access.actor import Actor
from casewright.operations.assignments import assign_case
from casewright.operations.domain_fields import update_case
from casewright.operations.notes import add_note
from casewright.operations.opening import Opening, open_case
from casewright.operations.parties import NewParty
from casewright.operations.tasks import add_task, complete_task
from casewright.operations.transitions import perform
from casewright.platform import Platform
from stack.town import Town
from stack.wire import tapped

TREE = {"tag": "W-1", "street": "Elm Row", "found_on": "2026-03-02", "damages": [{"part": "root", "depth": 20}]}
HOLE = {"road": "High Street"}


class Clerk:
    """Does daily work by the operations themselves."""

    def __init__(self, town: Town) -> None:
        self.platform: Platform = town.stack.platform
        self.actor = Actor(tenant=town.tenant, subject="carla", roles=frozenset({"clerk"}))

    async def open(self, name: str, values: dict[str, Any], **more: Any) -> UUID:
        """A case of the type."""
        return await open_case(self.platform, self.actor, self.platform.case_types[name], values, Opening(**more))

    async def fill(self, hole: UUID, version: int = 1) -> None:
        """The transition that ends a pothole."""
        fill = self.platform.case_types["Pothole"].transitions["fill"]
        await perform(self.platform, self.actor, hole, fill, expected_version=version, arguments={})

    async def sent(self, work: Awaitable[Any]) -> list[str]:
        """The statements of the work, by their first words."""
        async with tapped(self.platform.database) as statements:
            await work
        return [" ".join(statement.split()[:3]).rstrip(";") for statement in statements]


@pytest.fixture
def clerk(town: Town) -> Clerk:
    """Carla."""
    return Clerk(town)


@pytest.fixture
def only_postgres(dialect: str) -> None:
    """Steps are counted where each is a way over the network."""
    if dialect != "postgres":
        pytest.skip("SQLite is asked in the process itself")


LOCK = "SELECT c.*, ((c.tenant_id"
AROUND = "SELECT 'visit' AS"
FACTS = "WITH asked AS"
HISTORY = "SELECT body FROM"
LAST_HOLDER = "SELECT subject, holders"
PROGRAMME = "SELECT 1 FROM"
WRITE = "WITH w0 AS"


@pytest.mark.usefixtures("only_postgres")
class TestSteps:
    """The steps of each operation, in their order."""

    async def test_opening(self, clerk: Clerk) -> None:
        """Nothing is asked that a new case cannot have."""
        sent = await clerk.sent(clerk.open("Pothole", HOLE))
        assert sent == ["BEGIN", "INSERT INTO number_sequence", WRITE, "COMMIT"]

    async def test_opening_with_everything(self, clerk: Clerk) -> None:
        """One question for the unique field, one for duplicates; parties, team, tasks, risk and clocks cost nothing."""
        parties = [NewParty(role=f"neighbour {number}", name="Robin") for number in range(5)]
        await clerk.open("TreeCase", TREE | {"tag": "W-0"})
        sent = await clerk.sent(clerk.open("TreeCase", TREE, parties=parties, team="north"))
        assert sent == [
            "SELECT 1 FROM",
            "BEGIN",
            "INSERT INTO number_sequence",
            "SELECT * FROM",
            WRITE,
            "COMMIT",
        ]

    async def test_a_transition(self, clerk: Clerk) -> None:
        """The case, what stands around it, what ends with it, the write; the history where a clock may move."""
        hole, tree = await clerk.open("Pothole", HOLE), await clerk.open("TreeCase", TREE)
        assert await clerk.sent(clerk.fill(hole)) == ["BEGIN", LOCK, AROUND, PROGRAMME, HISTORY, WRITE, "COMMIT"]
        dismiss = clerk.platform.case_types["TreeCase"].transitions["dismiss"]
        end = perform(clerk.platform, clerk.actor, tree, dismiss, expected_version=1, arguments={})
        sent = await clerk.sent(end)
        assessments = sent.pop(4)  # the gates of this type look at how far its process is
        assert assessments.startswith('SELECT "')
        assert sent == ["BEGIN", LOCK, AROUND, FACTS, HISTORY, WRITE, "COMMIT"]

    async def test_an_update(self, clerk: Clerk) -> None:
        """What stands around the case tells how its risk was read last."""
        hole = await clerk.open("Pothole", HOLE)
        change = update_case(clerk.platform, clerk.actor, hole, expected_version=1, values={"road": "Low Street"})
        assert await clerk.sent(change) == ["BEGIN", LOCK, AROUND, WRITE, "COMMIT"]

    async def test_a_note(self, clerk: Clerk) -> None:
        """The case and the write."""
        hole = await clerk.open("Pothole", HOLE)
        note = add_note(clerk.platform, clerk.actor, hole, text="deep")
        assert await clerk.sent(note) == ["BEGIN", LOCK, WRITE, "COMMIT"]

    async def test_an_assignment(self, clerk: Clerk) -> None:
        """Who had it last is looked up; the one before ends in the same statement."""
        tree = await clerk.open("TreeCase", TREE, team="north")
        given = assign_case(clerk.platform, clerk.actor, tree, subject="carla", team="south")
        assert await clerk.sent(given) == ["BEGIN", LOCK, LAST_HOLDER, WRITE, "COMMIT"]

    async def test_a_task_done(self, clerk: Clerk) -> None:
        """To whose case it belongs, and the task once the case is locked."""
        hole = await clerk.open("Pothole", HOLE)
        task = await add_task(clerk.platform, clerk.actor, hole, title="Measure it")
        sent = await clerk.sent(complete_task(clerk.platform, clerk.actor, task))
        assert [statement.split()[0] for statement in sent] == ["SELECT", "BEGIN", "SELECT", "SELECT", "WITH", "COMMIT"]


async def test_a_long_history_costs_no_more_statements(clerk: Clerk) -> None:
    """As many after forty notes and ten tasks as at once, on either database."""
    young, old = await clerk.open("Pothole", HOLE), await clerk.open("Pothole", HOLE)
    for number in range(40):
        await add_note(clerk.platform, clerk.actor, old, text=f"{number}")
    for number in range(10):
        await add_task(clerk.platform, clerk.actor, old, title=f"{number}")
    assert await clerk.sent(clerk.fill(young)) == await clerk.sent(clerk.fill(old))


async def test_a_write_is_one_transaction(clerk: Clerk) -> None:
    """One begins, one commits, and nothing is written outside."""
    sent = await clerk.sent(clerk.open("TreeCase", TREE, team="north"))
    begins = [place for place, statement in enumerate(sent) if statement.startswith("BEGIN")]
    writes = [place for place, statement in enumerate(sent) if statement.startswith(("INSERT", "UPDATE", "WITH"))]
    assert begins == [sent.index("BEGIN") if "BEGIN" in sent else sent.index("BEGIN IMMEDIATE")]
    assert writes
    assert min(writes) > begins[0]
    assert sent.count("COMMIT") == 1
    assert sent[-1] == "COMMIT"
