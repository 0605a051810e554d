"""Cases are kept as long as a rule says and as somebody holds them; then they go whole, and a certificate stays."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casewright import models
from casewright.retention import Retention, kept_until, over_before
from kit import Person, running
from stack.furniture import furnish
from stack.papers import PARTED, TEXT, digest, keys, missing, parts_on_disk, put, stored
from stack.town import NO_WORKER, PLUGINS, Town, codes, dump, nothing_changes, rules

CANARY = "CANARY-4711"
CASES, HELD = (1_000, 100) if os.environ.get("CASEWRIGHT_SOAK") == "1" else (20, 4)
DISPOSAL = "disposal { id state number keptUntil rule proposedBy decidedBy events head documents }"

WHOLE = """number documents { id name versions { number sha256 size } } events(first: 50) { name hash }
  ... on TreeCase { species address }"""


class Clock:
    """The time of a platform, moved by hand."""

    def __init__(self) -> None:
        self.moment = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.moment


@asynccontextmanager
async def town_at(database_url: str, folder: Path, clock: Callable[[], datetime]) -> AsyncIterator[Town]:
    async with running(database_url, folder, PLUGINS, clock, broker_url=NO_WORKER) as stack:
        yield Town.founded(stack)


def director(town: Town) -> Person:
    """Dana, the other one who supervises."""
    return town.person("dana", "director")


async def ended(town: Town, **fields: Any) -> dict[str, Any]:
    """A tree whose case came to its end."""
    case = await town.tree(**fields)
    await models.Case.filter(number=case["number"], tenant_id=town.tenant).update(
        status="completed", outcome="gone", closed_at=town.stack.platform.now()
    )
    return case


async def proposed(town: Town, case: dict[str, Any]) -> str:
    """The disposal that Henry proposes."""
    identity: str = (await town.head.done("proposeDisposal", DISPOSAL, id=case["id"]))["disposal"]["id"]
    return identity


async def listed(person: Person) -> list[str]:
    """The numbers of the cases that may go."""
    found = (await person.ask("{ disposableCases(first: 50) { edges { node { number } } } }"))["disposableCases"]
    return [edge["node"]["number"] for edge in found["edges"]]


@pytest.mark.parametrize(
    ("closed", "until"), [("2026-03-02T23:59:59Z", date(2033, 3, 2)), ("2024-02-29T12:00:00Z", date(2031, 2, 28))]
)
def test_the_day_is_derived_from_the_end(closed: str, until: date) -> None:
    """In UTC; and who lists what is over finds it on that day, or one later after a leap day."""
    rule, moment = Retention(7, "a rule"), datetime.fromisoformat(closed)
    assert kept_until(moment, rule, {}) == until
    day = datetime(until.year, until.month, until.day, tzinfo=UTC)
    assert not moment < over_before(day - timedelta(seconds=1), rule.years)
    assert moment < over_before(day + timedelta(days=1), rule.years)


@pytest.mark.parametrize(
    ("born_on", "until"),
    [
        (None, date(2033, 3, 2)),
        ("1990-06-01", date(2033, 3, 2)),
        ("2015-06-01", date(2035, 6, 1)),
        ("2015-06-01T10:00:00.000000+00:00", date(2035, 6, 1)),
    ],
)
def test_it_is_kept_longer_after_a_date_of_the_case(born_on: str | None, until: date) -> None:
    """Whichever is later; a date that is not known adds nothing."""
    rule, closed = Retention(7, "a rule", after={"born_on": 20}), datetime(2026, 3, 2, tzinfo=UTC)
    assert kept_until(closed, rule, {"born_on": born_on}) == until


async def test_a_case_goes_whole_and_leaves_a_certificate(database_url: str, tmp_path: Path) -> None:
    """Its words are in no table, its bytes not in the store; a neighbour and what they share stay untouched."""
    clock = Clock()
    async with town_at(database_url, tmp_path, clock) as town:
        neighbour = await ended(town, street="Lime Street")
        plain = await dump(town.stack)
        case = await town.planned(street=CANARY, reporter=CANARY, species=CANARY)
        await furnish(town, case, CANARY)
        [report] = (await town.seen(case, "documents { versions { sha256 } }"))["documents"][0]["versions"]
        await town.clerk.done("linkCases", "case { id }", id=neighbour["id"], otherId=case["id"], kind="RELATED")
        await stored(town, case, name=CANARY)
        film = {"name": CANARY, "mediaType": "text/plain", "size": float(len(TEXT))}
        [part] = await missing(town, await town.clerk.done("requestPartedUpload", PARTED, id=case["id"], **film))
        await put(town.stack, part, TEXT)
        assert parts_on_disk(town.stack) != []
        await models.Case.filter(number=case["number"], tenant_id=town.tenant).update(
            status="completed", outcome="gone", closed_at=clock.moment
        )
        assert await listed(town.head) == []
        assert rules(await town.head.do("proposeDisposal", DISPOSAL, id=case["id"])) == ["retention.kept"]
        clock.moment += timedelta(days=3660)
        assert set(await listed(town.head)) == {case["number"], neighbour["number"]}
        disposal = await proposed(town, case)
        last = await models.Case.get(number=case["number"], tenant_id=town.tenant)
        gone = (await director(town).done("decideDisposal", DISPOSAL, id=disposal, approve=True))["disposal"]
        assert (gone["state"], gone["number"], gone["rule"]) == ("DONE", case["number"], "Town archive rule 7")
        assert (gone["proposedBy"], gone["decidedBy"]) == ("henry", "dana")
        assert (gone["events"], gone["head"]) == (last.sequence, last.head)
        assert sorted(gone["documents"]) == sorted([report["sha256"], digest(TEXT)])
        left = await dump(town.stack)
        assert CANARY not in str(left)
        assert str(last.id) not in str({table: left[table] for table in left.keys() - {"disposal", "event"}})
        assert last.id not in {event["case_id"] for event in left["event"]} | {None}
        assert (await keys(town.stack), parts_on_disk(town.stack)) == (set(), [])
        assert {each["id"] for each in left["event"]} >= {each["id"] for each in plain["event"]}
        assert await listed(town.head) == [neighbour["number"]]
        certificates = "{ disposals { edges { node { number state } } } }"
        shown = [{"node": {"number": case["number"], "state": "DONE"}}]
        assert (await town.head.ask(certificates))["disposals"]["edges"] == shown
        for stranger in (town.clerk, Town.founded(town.stack).head):
            assert (await stranger.ask(certificates))["disposals"]["edges"] == []


async def test_a_hold_wins(database_url: str, tmp_path: Path) -> None:
    """Also over a disposal that was proposed before it; once every hold is released the case may go."""
    clock = Clock()
    async with town_at(database_url, tmp_path, clock) as town:
        case = await ended(town)
        clock.moment += timedelta(days=3660)
        disposal = await proposed(town, case)
        held = await town.head.done("placeHold", "hold { id reason placedBy }", id=case["id"], reason="a lawsuit")
        assert await listed(town.head) == []
        async with nothing_changes(town.stack):
            refused = await director(town).do("decideDisposal", DISPOSAL, id=disposal, approve=True)
            assert rules(refused) == ["retention.held"]
            unsaid = await town.head.do("releaseHold", "hold { id }", id=held["hold"]["id"], reason="")
            assert codes(unsaid) == ["BAD_USER_INPUT"]
            assert codes(await town.clerk.do("placeHold", "hold { id }", id=case["id"], reason="x")) == ["FORBIDDEN"]
        await town.head.done("releaseHold", "hold { releasedBy }", id=held["hold"]["id"], reason="it was settled")
        again = await town.head.do("releaseHold", "hold { id }", id=held["hold"]["id"], reason="once more")
        assert rules(again) == ["hold.released"]
        await director(town).done("decideDisposal", DISPOSAL, id=disposal, approve=True)
        assert await models.Case.filter(tenant_id=town.tenant).count() == 0


async def hold(town: Town, case: dict[str, Any]) -> None:
    await town.head.done("placeHold", "hold { id }", id=case["id"], reason="a lawsuit")


async def test_of_many_those_on_hold_stay_whole(database_url: str, tmp_path: Path) -> None:
    """Of the others no word and no byte is left; what was held before or after its proposal is there to the byte."""
    clock = Clock()
    async with town_at(database_url, tmp_path, clock) as town:
        cases = [await ended(town, species=f"Yew {number:04}", address=CANARY) for number in range(CASES)]
        held, others = cases[:HELD], cases[HELD:]
        for case in cases:
            await stored(town, case, name=CANARY)
        files = await keys(town.stack)
        for case in held[::2]:
            await hold(town, case)
        clock.moment += timedelta(days=3660)
        disposals = {case["id"]: await proposed(town, case) for case in [*held[1::2], *others]}
        for case in held[1::2]:
            await hold(town, case)
        plain = {case["id"]: await town.seen(case, WHOLE) for case in held}
        async with nothing_changes(town.stack):
            for case in held[::2]:
                assert rules(await town.head.do("proposeDisposal", DISPOSAL, id=case["id"])) == ["retention.held"]
            for case in held[1::2]:
                decided = await director(town).do("decideDisposal", DISPOSAL, id=disposals[case["id"]], approve=True)
                assert rules(decided) == ["retention.held"]
        for case in others:
            await director(town).done("decideDisposal", DISPOSAL, id=disposals[case["id"]], approve=True)
        assert {case["id"]: await town.seen(case, WHOLE) for case in held} == plain
        left, kept = await dump(town.stack), await keys(town.stack)
        assert [case["id"] for case in others if case["number"] in str(left["case"])] == []
        assert (str(left["case"]).count(CANARY), str(left["document"]).count(CANARY)) == (HELD, HELD)
        assert [number for number in range(HELD, CASES) if f"Yew {number:04}" in str(left)] == []
        assert kept < files
        assert len(kept) == HELD == len([await town.seen(case) for case in held])
        count = '{ treeCases(where: {text: "yew"}) { totalCount } }'
        assert (await town.clerk.ask(count))["treeCases"] == {"totalCount": HELD}
        assert await models.Disposal.filter(tenant_id=town.tenant, state="done").count() == CASES - HELD


async def test_two_people_decide(database_url: str, tmp_path: Path) -> None:
    """Never who proposed it, nor who does not supervise; declined, the case stays and may be proposed again."""
    clock = Clock()
    async with town_at(database_url, tmp_path, clock) as town:
        case, young = await ended(town), await town.tree()
        clock.moment += timedelta(days=3660)
        disposal = await proposed(town, case)
        async with nothing_changes(town.stack):
            assert rules(await town.head.do("proposeDisposal", DISPOSAL, id=case["id"])) == ["disposal.proposed"]
            assert rules(await town.head.do("proposeDisposal", DISPOSAL, id=young["id"])) == ["retention.open"]
            own = await town.head.do("decideDisposal", DISPOSAL, id=disposal, approve=True)
            assert rules(own) == ["disposal.decider"]
            assert codes(await town.clerk.do("decideDisposal", DISPOSAL, id=disposal, approve=True)) == ["FORBIDDEN"]
            stranger = Town.founded(town.stack).person("dana", "director")
            assert codes(await stranger.do("decideDisposal", DISPOSAL, id=disposal, approve=True)) == ["NOT_FOUND"]
        await director(town).done("decideDisposal", DISPOSAL, id=disposal, approve=False)
        assert rules(await director(town).do("decideDisposal", DISPOSAL, id=disposal, approve=True)) == [
            "disposal.state"
        ]
        assert await listed(town.head) == [case["number"]]
        assert await proposed(town, case) != disposal
        hole = (await town.clerk.done("openPothole", "pothole { id }", road="Lime Street"))["pothole"]["id"]
        assert rules(await town.head.do("proposeDisposal", DISPOSAL, id=hole)) == ["retention.none"]
