"""Subscriptions through a real server: what comes, what does not, and how one comes back."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.operations.exclusions import exclude_person
from casewright_gateway.reads.feed import cursor_of
from stack_production import live as support
from stack_production.live import CASE, CLERK, FEED, Elsewhere, Follow, Live, by_socket, by_sse, following, global_id

ABSENT = UUID(int=7)


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """A gateway without a worker."""
    async with support.live(database_url, tmp_path) as served:
        yield served


@pytest.fixture
async def other(live: Live) -> AsyncIterator[Elsewhere]:
    """Another process."""
    async with support.elsewhere(live) as process:
        yield process


@pytest.fixture(params=[by_socket, by_sse], ids=["ws", "sse"])
def follow(request: pytest.FixtureRequest) -> Follow:
    """Both transports."""
    chosen: Follow = request.param
    return chosen


async def test_a_case_is_followed(live: Live, other: Elsewhere, follow: Follow) -> None:
    """The case comes at once, after a change by the follower, and after a change in another process."""
    carla = live.person("carla", "clerk")
    case = await other.opened()
    async with follow(live, carla, CASE, id=global_id(case)) as payloads:
        assert (await following(payloads))["caseChanged"]["version"] == 1
        await carla.done("updateFountain", "fountain { version }", id=global_id(case), expectedVersion=1, place="Park")
        await other.placed()
        changed = (await following(payloads))["caseChanged"]
        assert (changed["version"], changed["title"]) == (2, "Fountain at Park")
        await other.noted(case)
        await other.placed()
        assert (await following(payloads))["caseChanged"]["version"] == 2


async def test_the_feed_brings_what_the_follower_may_see(live: Live, other: Elsewhere, follow: Follow) -> None:
    """Events of any process come in order; those of hidden cases, hidden histories and other tenants never do."""
    stranger = Actor(tenant="elsewhere", subject="carla", roles=frozenset({"clerk"}))
    mine, hidden = await other.opened(team="north"), await other.opened(team="south")
    foreign = await other.opened(stranger)
    await other.placed()
    warden = live.person("wanda", "warden", teams=("north",))
    clerk, neighbour = live.person("carla", "clerk"), live.person("carla", "clerk", tenant="elsewhere")
    visitor = live.person("victor", "visitor")
    async with (
        follow(live, warden, FEED) as seen_by_warden,
        follow(live, clerk, FEED) as seen_by_clerk,
        follow(live, neighbour, FEED) as seen_by_neighbour,
        follow(live, visitor, FEED),
    ):
        await support.until(lambda: len(live.bell) == 4)
        await other.noted(hidden)
        await other.noted(foreign, stranger)
        await other.noted(mine)
        await live.person("wanda", "warden", teams=("north",)).done(
            "addNote", "note { id }", id=global_id(mine), text="!"
        )
        await other.placed()
        north, south, abroad = [await _number(other, case) for case in (mine, hidden, foreign)]
        assert [await _case_of(seen_by_warden) for _ in range(2)] == [north, north]
        assert [await _case_of(seen_by_clerk) for _ in range(3)] == [south, north, north]
        assert await _case_of(seen_by_neighbour) == abroad
        assert (await visitor.ask("{ events { totalCount } cases { totalCount } }")) == {
            "events": {"totalCount": 0},
            "cases": {"totalCount": 2},
        }


async def test_the_feed_of_one_case_type(live: Live, other: Elsewhere, follow: Follow) -> None:
    """Other types are left out; a type that does not exist is refused."""
    clerk = live.person("carla", "clerk")
    async with follow(live, clerk, FEED, type="Bench") as payloads:
        await support.until(lambda: len(live.bell) == 1)
        await other.opened()
        await other.opened(type="Bench", place="Pond")
        await other.placed()
        assert (await following(payloads))["events"]["case"]["title"] == "Bench at Pond"
    async with follow(live, clerk, FEED, type="Dragon") as payloads:
        [error] = (await anext(payloads))["errors"]
        assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_USER_INPUT", "caseType")
        assert [payload async for payload in payloads] == []


async def test_hidden_fields_stay_hidden(live: Live, other: Elsewhere, follow: Follow) -> None:
    """What a grant hides of a case is masked in the feed as it is everywhere."""
    plumber, clerk = live.person("paul", "plumber"), live.person("carla", "clerk")
    async with follow(live, plumber, FEED) as masked, follow(live, clerk, FEED) as whole:
        await support.until(lambda: len(live.bell) == 2)
        await other.opened(sponsor="Rich Ltd")
        await other.placed()
        assert "sponsor" not in (await following(masked))["events"]["event"]["data"]["fields"]
        assert (await following(whole))["events"]["event"]["data"]["fields"]["sponsor"] == "Rich Ltd"


async def test_whoever_comes_back_misses_nothing(live: Live, other: Elsewhere, follow: Follow) -> None:
    """After the last cursor come all 50 events that were written meanwhile, each once, and then what is new."""
    clerk = live.person("carla", "clerk")
    case = await other.opened()
    await other.placed()
    async with follow(live, clerk, FEED) as payloads:
        await support.until(lambda: len(live.bell) == 1)
        await other.noted(case)
        await other.placed()
        cursor = (await following(payloads))["events"]["cursor"]
    await support.until(lambda: len(live.bell) == 0)
    for count in range(50):
        await other.noted(case, text=f"note {count}")
        if count % 7 == 0:
            await other.placed()
    await other.placed()
    async with follow(live, clerk, FEED, after=cursor) as payloads:
        cursors = [(await following(payloads))["events"]["cursor"] for _ in range(50)]
        await other.noted(case, text="the new one")
        await other.placed()
        cursors.append((await following(payloads))["events"]["cursor"])
    page = await clerk.ask("query($c: String) { events(after: $c, first: 100) { edges { cursor } } }", c=cursor)
    assert cursors == [edge["cursor"] for edge in page["events"]["edges"]]
    assert len(set(cursors)) == 51


async def test_a_cursor_of_somewhere_else_is_refused(live: Live, other: Elsewhere, follow: Follow) -> None:
    """A cursor that is none, or lies beyond the end of the feed, as after a restore, is not followed in silence."""
    clerk = live.person("carla", "clerk")
    await other.opened()
    await other.placed()
    page = (await clerk.ask("{ cases { pageInfo { endCursor } } }"))["cases"]["pageInfo"]
    for cursor in ("x", "", page["endCursor"], cursor_of(2), cursor_of(10**30), cursor_of(-1)):
        async with follow(live, clerk, FEED, after=cursor) as payloads:
            [error] = (await anext(payloads))["errors"]
            assert error["extensions"]["code"] == "BAD_USER_INPUT"
            assert [payload async for payload in payloads] == []


async def test_a_case_that_is_hidden_ends_its_subscription(live: Live, other: Elsewhere, follow: Follow) -> None:
    """Excluded from a case, a follower gets `complete`, and the feed goes on without it."""
    case, mine = await other.opened(), await other.opened(place="Pond")
    paul, clerk = live.person("paul", "plumber"), live.person("carla", "clerk")
    async with (
        follow(live, paul, CASE, id=global_id(case)) as payloads,
        follow(live, paul, FEED) as feed,
        follow(live, clerk, CASE, id=global_id(case)) as others,
    ):
        await following(payloads)
        await following(others)
        await exclude_person(other.platform, CLERK, case, subject="paul", reason="He built it.")
        await other.noted(mine)
        await other.placed()
        assert [payload async for payload in payloads] == []
        assert (await following(feed))["events"]["case"]["title"] == "Fountain at Pond"
        await following(others)


async def test_a_hidden_case_and_an_absent_one_are_the_same(live: Live, other: Elsewhere, follow: Follow) -> None:
    """Neither says anything but `complete`; what is no case is refused."""
    hidden, absent = await other.opened(team="south"), ABSENT
    warden = live.person("wanda", "warden", teams=("north",))
    for case in (hidden, absent):
        async with follow(live, warden, CASE, id=global_id(case)) as payloads:
            assert [payload async for payload in payloads] == []
    async with follow(live, warden, CASE, id=global_id(hidden, "Task")) as payloads:
        assert [payload["errors"][0]["extensions"]["code"] async for payload in payloads] == ["BAD_USER_INPUT"]


async def _case_of(payloads: AsyncIterator[dict[str, Any]]) -> str:
    number: str = (await following(payloads))["events"]["case"]["number"]
    return number


async def _number(other: Elsewhere, case_id: UUID) -> str:
    [row] = await other.platform.database.rows(Sql('SELECT number FROM "case" WHERE id = ?', (case_id,)))
    number: str = row["number"]
    return number
