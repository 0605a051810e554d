"""Whether a case went from one person to another is kept beside who has it, and says what its history says."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from casewright import models
from casewright.operations.upkeep import bring_up
from process.yard import Yard

PEOPLE = ("greta", "gil", "gus")
Stretch = tuple[datetime, str | None]
"""Since when somebody has a case, or nobody."""


async def handed_about(yard: Yard, random: Random) -> list[Stretch]:
    """A garden that is given to people, taken back into the queue and taken again, as it happens."""
    garden, stretches = await yard.garden(), []
    holder: str | None = None
    for _ in range(random.randrange(6)):
        yard.clock.now += timedelta(minutes=random.randrange(1, 99))
        if holder is not None and random.random() < 0.5:
            await yard.person(holder, "gardener").done("releaseCase", "case { id }", id=garden["id"], reason="Ill")
            holder = None
        else:
            holder = random.choice([person for person in PEOPLE if person != holder])
            await yard.foreman.done("assignCase", "case { id }", id=garden["id"], subject=holder)
        stretches.append((yard.clock.now, holder))
    return stretches


def told(cases: Sequence[Sequence[Stretch]], at: datetime) -> dict[str, int]:
    """Of the cases that somebody had by then, those that more than one person had."""
    holders = [{holder for since, holder in stretches if since <= at and holder} for stretches in cases]
    return {"part": sum(len(people) > 1 for people in holders), "whole": sum(map(bool, holders))}


async def figure(yard: Yard, at: datetime) -> dict[str, int]:
    """What the figure says."""
    query = 'query($at: DateTime) { metrics(caseType: "Garden", asOf: $at) { reassigned { part whole } } }'
    found: dict[str, Any] = (await yard.foreman.ask(query, at=at.isoformat()))["metrics"]["reassigned"]
    return found


async def test_it_says_what_the_history_says_at_any_moment(yard: Yard) -> None:
    """Twelve gardens that go about at random; to be put back and taken again by the same person is no change."""
    random, begin = Random(5), yard.clock.now
    gardens = [await handed_about(yard, random) for _ in range(12)]
    moments = sorted(since for stretches in gardens for since, _ in stretches)
    for at in (begin, *random.sample(moments, 8), moments[-1]):
        assert await figure(yard, at) == told(gardens, at)
    end = told(gardens, moments[-1])
    assert 0 < end["part"] < end["whole"]


async def test_what_a_version_before_wrote_is_filled_in(yard: Yard) -> None:
    """It knew neither the type nor the holders: the next `migrate` finds both as they would have been kept, once."""
    random, platform = Random(6), yard.stack.platform
    for _ in range(12):
        await handed_about(yard, random)
    before, heard = await kept(), list[str]()
    await models.Assignment.filter(tenant_id=yard.tenant).update(holders=0, case_type="")
    await models.Task.filter(tenant_id=yard.tenant).update(case_type="")
    assert await kept() != before
    for _ in range(2):
        await bring_up(platform, heard.append)
    assert await kept() == before
    assert len(heard) == 1
    assert {task.case_type for task in await models.Task.all()} <= {"Garden"}
    assert max(holders for _, _, holders in before) > 2


async def kept() -> list[tuple[Any, ...]]:
    """What every stretch says."""
    return await models.Assignment.all().order_by("id").values_list("id", "case_type", "holders")
