"""Who is let in to which mutation that takes an id, role by role, as it was agreed in the file beside.

That what a mutation is asked about has to be seen is shown by the walls; here everything is as close as it can be.
"""

import os
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from casewright.access.policy import Policy
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Refused
from casewright.operations import change
from databases import new_database
from kit import Person, Stack, running
from rights.people import ROLES, Reached, reached
from stack import walk
from stack.town import NO_WORKER, PLUGINS, Town, nothing_changes
from stack.treasure import CANARY

AGREED = Path(__file__).with_name("mutations.txt")
LET_IN = "let-in"
Asked = dict[str, tuple[str, dict[str, Any]]]
"""For each mutation its text, and what it is asked about."""


@pytest.fixture(scope="module")
async def stack(sqlite_template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """That both databases answer alike is shown elsewhere."""
    folder = tmp_path_factory.mktemp("mutations")
    with new_database("sqlite", folder, sqlite_template) as url:
        async with running(url, folder, PLUGINS, broker_url=NO_WORKER) as stack:
            yield stack


@pytest.fixture(scope="module")
async def here(stack: Stack) -> Reached:
    """The town and all that is in it, a link between two of its cases too, which is no node."""
    here = await reached(Town.founded(stack))
    both = {"id": here.found["TreeCase"], "otherId": here.found["Pothole"], "kind": "RELATED"}
    linked = await here.town.clerk.done("linkCases", "case { links { id } }", **both)
    return replace(here, found=here.found | {"CaseLink": linked["case"]["links"][0]["id"]})


@pytest.fixture(autouse=True)
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is let in comes no further: nothing that is tried changes what is tried next."""

    async def stop(draft: change.Draft, action: Action) -> None:
        raise Refused("you are in", rule=LET_IN)

    monkeypatch.setattr(change, "check_permit", stop)


async def is_let_in(person: Person, query: str, values: dict[str, Any]) -> bool:
    """Whether the grants have nothing against it."""
    told = await person.send(query, input=values)
    payloads = (told.get("data") or {}).values()
    return any(problem["rule"] == LET_IN for payload in payloads if payload for problem in payload["problems"])


async def doors(stack: Stack, here: Reached) -> Asked:
    """Each mutation with an object with which it lets in somebody who has every role, where there is one."""
    everybody, found = here.town.person("nina", *ROLES, teams=(CANARY,)), {}
    for mutation in walk.mutations(stack.schema):
        tries = [(path, each) for path in mutation.ids for each in here.found.values()]
        for path, each in tries:
            values = mutation.values(path, each, here.found["TreeCase"])
            if await is_let_in(everybody, mutation.query(), values):
                found[mutation.name] = (mutation.query(), values)
                break
    return found


async def observed(asked: Asked, people: Iterable[tuple[str, Person]]) -> dict[str, list[str]]:
    """The roles that are let in to each."""
    return {
        name: [role for role, person in people if await is_let_in(person, query, values)]
        for name, (query, values) in asked.items()
    }


@pytest.fixture(scope="module")
async def asked(stack: Stack, here: Reached) -> Asked:
    """What is asked, which is found out once."""
    with pytest.MonkeyPatch.context() as patch:
        stopped.__wrapped__(patch)  # type: ignore[attr-defined]
        return await doors(stack, here)


async def test_everybody_is_let_in_where_it_was_agreed(stack: Stack, here: Reached, asked: Asked) -> None:
    """Mutation by mutation; `make rights` writes down what is new, to be looked at. Nobody changes anything.

    A dash is for what is not about a case, or lets in nobody for what there is here: its own tests ask as others.
    """
    async with nothing_changes(stack):
        told = await observed(asked, [(role, here.nina(role)) for role in ROLES])
    every = {mutation.name: ["-"] for mutation in walk.mutations(stack.schema) if mutation.ids} | told
    text = "".join(f"{name}: {' '.join(roles)}\n" for name, roles in sorted(every.items()))
    if os.environ.get("CASEWRIGHT_TEST_AGREE"):
        AGREED.write_text(text)
    assert text == AGREED.read_text()


async def test_control_a_grant_of_reading_that_is_taken_for_any_is_told(
    stack: Stack, here: Reached, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An auditor, who only reads, is then let in everywhere."""
    predicate = Policy.predicate

    def forgetful(self: Policy, actor: Any, action: Any, **more: Any) -> Sql:
        return predicate(self, actor, Action.READ, **more)

    monkeypatch.setattr(Policy, "predicate", forgetful)
    otto = here.town.person("otto", "auditor")
    told = await observed(asked, [("auditor", otto)])
    agreed = dict(line.split(": ") for line in AGREED.read_text().splitlines())
    gained = [name for name, roles in told.items() if roles and "auditor" not in agreed[name].split()]
    assert len(gained) > len(agreed) / 2
