"""Numbers without gaps and without doubles: whoever opens at once, whatever fails, and in two processes."""

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any
from uuid import UUID

import pytest

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.errors import Conflict
from casewright.operations import numbering
from casewright.operations.change import Draft
from casewright.operations.opening import Opening, open_case
from casewright.platform import Platform
from stack.town import Town
from stack.wire import tapped

TREE = {"street": "Elm Row", "found_on": "2026-03-02"}


class Desk:
    """Somebody who opens cases, at any platform."""

    def __init__(self, town: Town, platform: Platform | None = None) -> None:
        self.platform = platform or town.stack.platform
        self.actor = Actor(tenant=town.tenant, subject="carla", roles=frozenset({"clerk"}))

    async def tree(self, tag: str, *, external_id: str | None = None, **fields: Any) -> UUID:
        """A tree."""
        tree = self.platform.case_types["TreeCase"]
        return await open_case(
            self.platform, self.actor, tree, {**TREE, "tag": tag, **fields}, Opening(external_id=external_id)
        )

    async def hole(self) -> UUID:
        """A pothole, of which nothing is unique."""
        return await open_case(
            self.platform, self.actor, self.platform.case_types["Pothole"], {"road": "High Street"}, Opening()
        )

    async def numbers(self, case_type: str) -> list[int]:
        """Every number given in this town, in order."""
        rows = await self.platform.database.rows(
            Sql(
                'SELECT number FROM "case" WHERE tenant_id = ? AND case_type = ?',
                (self.actor.tenant, case_type),
            )
        )
        return sorted(int(row["number"].rpartition("-")[2]) for row in rows)


@pytest.fixture
def desk(town: Town) -> Desk:
    """The desk of the town."""
    return Desk(town)


def whole(numbers: Sequence[int]) -> bool:
    """Whether they count from one without gaps and doubles."""
    return list(numbers) == list(range(1, len(numbers) + 1))


async def test_who_opens_at_once_is_numbered_in_one_transaction(desk: Desk) -> None:
    """Sixteen cases, one count, one commit."""
    async with tapped(desk.platform.database) as sent:
        await asyncio.gather(*(desk.hole() for _ in range(16)))
    assert sum("number_sequence" in statement for statement in sent) == 1
    assert sum(statement.startswith("COMMIT") for statement in sent) == 1
    assert await desk.numbers("Pothole") == list(range(1, 17))


@pytest.mark.parametrize("seed", range(4))
async def test_refused_openings_leave_no_gap(desk: Desk, seed: int) -> None:
    """Sixty at once, many with a tag or an external id that another of them has too."""
    random = Random(seed)
    tags = [f"{random.randrange(30)}" for _ in range(60)]
    others = [random.choice([None, "X-1", "X-2"]) for _ in tags]
    openings = (desk.tree(tag, external_id=other) for tag, other in zip(tags, others, strict=True))
    answers = await asyncio.gather(*openings, return_exceptions=True)
    opened = [answer for answer in answers if isinstance(answer, UUID)]
    assert all(isinstance(answer, UUID | Conflict) for answer in answers), answers
    numbers = await desk.numbers("TreeCase")
    assert len(numbers) == len(opened)
    assert whole(numbers)
    taken = await models.Case.filter(tenant_id=desk.actor.tenant).values_list("external_id", flat=True)
    assert sorted(name for name in taken if name) == sorted({str(name) for name in taken if name})


async def test_one_that_cannot_be_written_fails_alone(desk: Desk) -> None:
    """Two of a round with the same external id: neither saw the other; one is opened, and so are all others."""
    names = [None, "X-1", None, "X-1", None]
    answers = await asyncio.gather(
        *(desk.tree(f"{place}", external_id=name) for place, name in enumerate(names)), return_exceptions=True
    )
    assert [type(answer) for answer in answers].count(Conflict) == 1
    assert await desk.numbers("TreeCase") == [1, 2, 3, 4]


@pytest.mark.parametrize("seed", range(4))
async def test_openings_given_up_leave_no_gap(desk: Desk, seed: int) -> None:
    """Each is opened as a whole or not at all, and whoever waited to the end has a case."""
    random = Random(seed)
    tasks = [asyncio.create_task(desk.hole()) for _ in range(40)]
    for task in random.sample(tasks, 20):
        for _ in range(random.randrange(4)):
            await asyncio.sleep(0)
        task.cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    await desk.hole()
    numbers = await desk.numbers("Pothole")
    assert len(numbers) > sum(isinstance(answer, UUID) for answer in answers)
    assert whole(numbers)


async def test_a_transaction_around_it_gives_the_number_back(desk: Desk) -> None:
    """What is opened under an idempotency key is undone with it."""
    await desk.hole()
    with pytest.raises(ZeroDivisionError):
        async with desk.platform.database.transaction():
            await desk.hole()
            await desk.hole()
            raise ZeroDivisionError
    await desk.hole()
    assert await desk.numbers("Pothole") == [1, 2]


async def test_two_processes_count_together(desk: Desk, town: Town) -> None:
    """Each with connections and rounds of its own, on one database."""
    twin = desk.platform.twin(lambda: None)

    async def elsewhere() -> None:
        async with twin:
            other = Desk(town, twin)
            for _ in range(5):
                await asyncio.gather(*(other.hole() for _ in range(6)))

    there = asyncio.create_task(elsewhere())
    for _ in range(5):
        await asyncio.gather(*(desk.hole() for _ in range(6)))
    await there
    assert await desk.numbers("Pothole") == list(range(1, 61))


async def test_duplicates_that_come_at_once_are_linked(desk: Desk) -> None:
    """Each to all before it, in the event's count too, though none was in the database when the round began."""
    await asyncio.gather(*(desk.tree(f"{place}", street="Oak Lane") for place in range(4)), desk.tree("other"))
    cases = await models.Case.filter(tenant_id=desk.actor.tenant).order_by("number")
    same = [case.id for case in cases if case.fields_json["street"] == "Oak Lane"]
    links = await models.CaseLink.filter(tenant_id=desk.actor.tenant).values_list("case_id", "other_id")
    expected = [(case, other) for place, case in enumerate(same) for other in same[:place]]
    assert sorted(links) == sorted(expected)


async def test_search_finds_the_number(desk: Desk) -> None:
    """The number comes last and stands first among the words."""
    case = await models.Case.get(id=await desk.tree("T-77"))
    assert case.search == f"{case.number} Tree T-77 in Elm Row T-77 Elm Row calm 0 2026-03-02 False".casefold()


async def test_control_a_count_kept_in_the_process_leaves_gaps(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers taken anywhere but in the transaction are lost with it."""
    last = 0

    async def in_memory(draft: Draft, by: int) -> int:
        nonlocal last
        last += by
        return last

    monkeypatch.setattr(numbering, "_count_up", in_memory)
    await desk.hole()
    with pytest.raises(ZeroDivisionError):
        async with desk.platform.database.transaction():
            await desk.hole()
            raise ZeroDivisionError
    await desk.hole()
    assert await desk.numbers("Pothole") == [1, 3]
