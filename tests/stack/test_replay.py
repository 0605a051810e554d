"""Whatever many people do to a case at once, its history tells the case: rebuilt from its events it is the row.

So do its clocks.
"""

import asyncio
import os
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from casewright import models
from casewright.access.actor import Actor
from casewright.errors import Conflict, Refused
from casewright.events import moments, verify
from casewright.operations.assignments import claim_case, release_case
from casewright.operations.cases import reopen_case, resume_case, suspend_case
from casewright.operations.clocks import concerns, explain
from casewright.operations.domain_fields import update_case
from casewright.operations.notes import add_note
from casewright.operations.opening import Opening, open_case
from casewright.operations.transitions import perform
from casewright.platform import Platform
from kit import Stack
from stack.replay import COLUMNS, replayed

STORIES, LONGEST = (200, 20) if os.environ.get("CASEWRIGHT_SOAK") == "1" else (20, 12)
"""How many are made up, and how many rounds one has at most."""
VERSIONED = ("update", "fill")
"""What names the version it was decided on."""
_tenants = count(1)


@dataclass(frozen=True)
class Move:
    """What somebody tries; `behind` is how many versions older than the newest is what they saw."""

    kind: str
    behind: int
    word: str


MOVES = st.builds(
    Move,
    kind=st.sampled_from([*VERSIONED, "note", "claim", "release", "suspend", "resume", "reopen"]),
    behind=st.sampled_from([0, 0, 0, 1, 2]),
    word=st.sampled_from(["Elm Row", "Łódź 🌉", 'd\'Arc "?"', "x" * 200]),
)
ROUNDS = st.lists(st.lists(MOVES, min_size=1, max_size=4), min_size=1, max_size=LONGEST)
"""In each round several people act at once."""


class Hole:
    """A pothole, and somebody who may do everything to it."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.case_type = platform.case_types["Pothole"]
        self.actor = Actor(tenant=f"replay-{next(_tenants)}", subject="carla", roles=frozenset({"clerk", "head"}))
        self.id = UUID(int=0)

    async def open(self) -> None:
        """Somebody has seen it."""
        self.id = await open_case(self.platform, self.actor, self.case_type, {"road": "High Street"}, Opening())

    def attempt(self, move: Move, version: int) -> Awaitable[object]:
        """What somebody does who saw a version."""
        whose, seen = (self.platform, self.actor, self.id), version - move.behind
        match move.kind:
            case "update":
                return update_case(*whose, expected_version=seen, values={"road": move.word})
            case "fill":
                fill = self.case_type.transitions["fill"]
                return perform(*whose, fill, expected_version=seen, arguments={}, reason=move.word)
            case "note":
                return add_note(*whose, text=move.word)
            case "claim":
                return claim_case(*whose)
            case "release":
                return release_case(*whose, reason=move.word)
            case "suspend":
                return suspend_case(*whose, reason=move.word)
            case "resume":
                return resume_case(*whose)
            case _:
                return reopen_case(*whose, reason=move.word)

    async def row(self) -> dict[str, object]:
        """What the row says."""
        case = await models.Case.get(id=self.id)
        return {name: getattr(case, name) for name in COLUMNS}

    async def told(self) -> dict[str, object]:
        """What the history says."""
        return replayed(self.case_type, await models.Event.filter(case_id=self.id).order_by("sequence"))

    async def kept_clock(self) -> tuple[Any, ...]:
        """What lists show of its clock."""
        clock = await models.Clock.get(case_id=self.id)
        pauses = timedelta(seconds=clock.paused_seconds)
        return clock.status, clock.started_at, clock.stopped_at, clock.deadline_at, pauses

    async def read_clock(self) -> tuple[Any, ...]:
        """The same from the history, as of the last event that concerned it."""
        events = await models.Event.filter(case_id=self.id).order_by("sequence")
        [clock] = self.case_type.clocks
        last = max(moment.at for moment in moments(event.body for event in events) if concerns(clock, moment))
        state = explain(self.platform, await models.Case.get(id=self.id), events, last)[clock.name]
        pauses = state.paused_for // timedelta(seconds=1) * timedelta(seconds=1)
        return state.status, state.started_at, state.stopped_at, state.deadline_at, pauses


@settings(max_examples=STORIES, deadline=None)
@given(rounds=ROUNDS)
async def test_a_case_is_what_its_events_tell(stack: Stack, rounds: Sequence[Sequence[Move]]) -> None:
    """After each round: one event for each success, a refusal for everybody else, no success on an old version."""
    hole = Hole(stack.platform)
    await hole.open()
    for moves in rounds:
        before = await models.Case.get(id=hole.id)
        tries = (hole.attempt(move, before.version) for move in moves)
        results = await asyncio.gather(*tries, return_exceptions=True)
        for move, result in zip(moves, results, strict=True):
            late = move.kind in VERSIONED and move.behind > 0
            assert isinstance(result, Conflict if late else Conflict | Refused | bool | UUID | None), (move, result)
        after = await hole.row()
        done = [result for result in results if not isinstance(result, Exception)]
        assert after["sequence"] == before.sequence + len(done)
        assert await hole.told() == after
        assert await hole.read_clock() == await hole.kept_clock()
    assert [found async for _, found in verify(stack.platform.database, hole.actor.tenant)] == [None]


async def test_control_a_row_that_was_written_without_its_event_is_noticed(stack: Stack) -> None:
    """Whichever column of it."""
    hole = Hole(stack.platform)
    await hole.open()
    await update_case(stack.platform, hole.actor, hole.id, expected_version=1, values={"road": "Low Street"})
    assert await hole.told() == await hole.row()
    columns = {"version": 7, "stage": "filled", "status": "suspended", "assignee": "nobody", "fields_json": {}}
    for name, value in columns.items():
        kept = getattr(await models.Case.get(id=hole.id), name)
        await models.Case.filter(id=hole.id).update(**{name: value})
        assert await hole.told() != await hole.row()
        await models.Case.filter(id=hole.id).update(**{name: kept})
    assert await hole.told() == await hole.row()
    await models.Clock.filter(case_id=hole.id).update(status="met")
    assert await hole.read_clock() != await hole.kept_clock()
