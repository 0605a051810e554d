"""The time in phases is kept beside the visits: it says what they say, over what one may see, as of any moment."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from casewright import models
from casewright.access.policy import Policy
from casewright.db.sql import Sql
from casewright.operations.upkeep import bring_up
from kit import Person
from process.yard import Yard

ASKED = """query($asOf: DateTime, $since: DateTime) { metrics(caseType: "Garden", asOf: $asOf, openedFrom: $since) {
  timeInPhases { phase time { count median p90 } } } }"""


@dataclass
class Tended:
    """A garden, and what its surveys took: since when one lasts, and until when those before."""

    case: dict[str, Any]
    entered: datetime | None
    surveys: list[tuple[datetime, datetime]] = field(default_factory=list)
    ends: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    """Since when and until when it was given up."""

    def surveyed(self, at: datetime) -> int | None:
        """The seconds of all surveys that were over by then; a garden that is given up is not surveyed any more."""
        stays = [(entered, left) for entered, left in self.surveys if left <= at]
        given_up = [since for since, until in self.ends if since <= at and (until is None or until > at)]
        begun = [*(entered for entered, left in self.surveys if left > at), *([self.entered] if self.entered else [])]
        stays += [(entered, end) for end in given_up for entered in begun if entered <= end]
        return sum(int((left - entered).total_seconds()) for entered, left in stays) if stays else None


async def tended(yard: Yard, random: Random) -> Tended:
    """A garden that is given up, taken up again and designed, as it happens."""
    garden = Tended(await yard.garden(), yard.clock.now)
    for _ in range(random.randrange(4)):
        yard.clock.now += timedelta(seconds=random.randrange(1, 9999))
        now = yard.clock.now
        assert garden.entered
        if garden.ends and garden.ends[-1][1] is None:
            await yard.foreman.done("reopenCase", "case { id }", id=garden.case["id"], reason="Spring")
            garden.ends[-1] = (garden.ends[-1][0], now)
            garden.surveys.append((garden.entered, now))
            garden.entered = now
        elif random.random() < 0.7:
            await yard.move(garden.case, "giveUp")
            garden.ends.append((now, None))
        else:
            await yard.move(garden.case, "design")
            garden.surveys.append((garden.entered, now))
            garden.entered = None
            break
    return garden


def told(gardens: Iterable[Tended], at: datetime) -> list[dict[str, Any]]:
    """What the figure has to say: quantiles of the nearest rank."""
    taken = sorted(seconds for garden in gardens if (seconds := garden.surveyed(at)) is not None)
    if not taken:
        return []
    median, p90 = (taken[math.ceil(share * len(taken) / 10) - 1] for share in (5, 9))
    return [{"phase": "ASSESSMENT", "time": {"count": len(taken), "median": median, "p90": p90}}]


async def figure(person: Person, at: datetime | None = None, since: datetime | None = None) -> list[dict[str, Any]]:
    """The time in phases."""
    moments = {"asOf": at and at.isoformat(), "since": since and since.isoformat()}
    found: list[dict[str, Any]] = (await person.ask(ASKED, **moments))["metrics"]["timeInPhases"]
    return found


async def test_it_says_what_the_visits_say_to_everybody(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a person is kept from is not counted, whether what they see is looked up or what they do not see."""
    random, begin = Random(7), yard.clock.now
    gardens = [await tended(yard, random) for _ in range(12)]
    excluded, closed = gardens[::4], gardens[1::4]
    for garden in excluded:
        await yard.foreman.done("excludePerson", "case { id }", id=garden.case["id"], subject="greta", reason="Kin")
    identities = [identity(garden.case) for garden in closed]
    await models.Case.filter(id__in=identities).update(confidentiality="restricted")
    open_to_all = [garden for garden in gardens if garden not in closed]
    seen = {
        yard.foreman: open_to_all,
        yard.gardener: [garden for garden in open_to_all if garden not in excluded],
        yard.neighbour: open_to_all,
        yard.person("nobody"): [],
    }
    end = yard.clock.now
    moments = [end, *(begin + (end - begin) * random.random() for _ in range(3))]
    for person, theirs in seen.items():
        for at in moments:
            expected = told(theirs, at)
            assert await figure(person, at) == expected
            assert await figure(person, at, since=begin) == expected
            with monkeypatch.context() as patched:
                patched.setattr(Policy, "kept_from", lambda *asked: None)
                assert await figure(person, at) == expected
        assert await figure(person) == told(theirs, end)
    assert len({str(told(theirs, end)) for theirs in seen.values()}) == 3


async def test_control_without_the_policy_everybody_would_be_told(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """What keeps somebody from counting is the predicate, or what is kept from them."""
    await yard.move(await yard.garden(), "giveUp")
    nobody = yard.person("nobody")
    assert await figure(nobody) == []
    for broken in ("predicate", "kept_from"):
        with monkeypatch.context() as patched:
            nothing = Sql("1 = 1") if broken == "predicate" else Sql("SELECT id FROM exclusion")
            patched.setattr(Policy, broken, lambda *asked, nothing=nothing, **more: nothing)
            assert len(await figure(nobody)) == 1


async def kept() -> set[tuple[Any, ...]]:
    """The times of all phases, as they were at any moment."""
    rows = await models.PhaseTime.all().values_list("case_id", "case_type", "phase", "seconds", "since", "until")
    return {row for row in rows if row[-2] != row[-1]}


async def test_what_is_missing_is_found_again(yard: Yard) -> None:
    """A process of the version before kept no times: the next `migrate` makes up for it, once."""
    random = Random(11)
    for _ in range(8):
        await tended(yard, random)
    before = await kept()
    assert len(before) > 8
    heard: list[str] = []
    await models.PhaseTime.all().delete()
    await bring_up(yard.stack.platform, heard.append)
    assert await kept() == before
    cases = {case_id for case_id, *_ in before}
    assert heard == [f"counted the time in phases of {len(cases)} cases"]
    await bring_up(yard.stack.platform, heard.append)
    assert len(heard) == 1


async def test_a_time_in_the_middle_is_found_again(yard: Yard) -> None:
    """One process of the version before ends a stay, one of this version the next: only that case is counted anew."""
    torn, whole = await yard.garden(), await yard.garden()
    for case in (torn, whole):
        yard.clock.now += timedelta(hours=1)
        await yard.move(case, "giveUp")
        yard.clock.now += timedelta(hours=1)
        await yard.foreman.done("reopenCase", "case { id }", id=case["id"], reason="Spring")
        yard.clock.now += timedelta(hours=1)
        await yard.move(case, "giveUp")
    before, untouched = await kept(), await ids_of(whole)
    first = (await models.PhaseTime.filter(case_id=identity(torn)).order_by("since"))[0]
    await models.PhaseTime.filter(id=first.id).delete()
    await bring_up(yard.stack.platform, lambda sentence: None)
    assert await kept() == before
    assert await ids_of(whole) == untouched


def identity(case: dict[str, Any]) -> UUID:
    """The id of its row."""
    return UUID(case["id"].partition("-")[2])


async def ids_of(case: dict[str, Any]) -> set[UUID]:
    """The rows of its times."""
    return {row.id for row in await models.PhaseTime.filter(case_id=identity(case))}
