"""The room that a tenant has for documents is refused before a byte is sent, and never given away twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casewright.operations.sweep import sweep
from kit import running
from stack.papers import TEXT, UPLOAD, announce, stored
from stack.town import NO_WORKER, PLUGINS, Town, nothing_changes, rules

ROOM = 100


class Clock:
    """The time, which the test moves on."""

    moment = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def narrow(database_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Town]:
    """A town with room for a hundred bytes."""
    settings: dict[str, Any] = {"broker_url": NO_WORKER, "max_tenant_size": ROOM}
    async with running(database_url, tmp_path, PLUGINS, now=clock, **settings) as stack:
        yield Town.founded(stack)


async def asked(town: Town, case: dict[str, Any], size: int) -> dict[str, Any]:
    """Somebody announces a document of so many bytes."""
    values = {"name": "film.mp4", "mediaType": "video/mp4", "size": size}
    return await town.clerk.do("requestUpload", UPLOAD, id=case["id"], **values)


async def test_what_does_not_fit_is_refused_before_the_bytes(narrow: Town) -> None:
    """Every version counts, in whichever case, and what is only announced; what fits exactly fits."""
    case, other = await narrow.tree(), await narrow.tree()
    document = await stored(narrow, case)
    await announce(narrow, other, size=ROOM - 2 * len(TEXT) - 1)
    async with nothing_changes(narrow.stack):
        refused = await asked(narrow, other, len(TEXT) + 2)
        assert (rules(refused), refused["upload"]) == (["document.room"], None)
        assert refused["problems"][0]["path"] == ["input", "size"]
    await stored(narrow, case, documentId=document["id"])
    assert rules(await asked(narrow, case, 2)) == ["document.room"]
    assert rules(await asked(narrow, case, 1)) == []


async def test_another_tenant_has_room_of_its_own(narrow: Town) -> None:
    """And nobody learns from it how much others keep."""
    elsewhere = Town.founded(narrow.stack)
    assert rules(await asked(narrow, await narrow.tree(), ROOM)) == []
    assert rules(await asked(elsewhere, await elsewhere.tree(), ROOM)) == []


async def test_what_never_came_makes_room_again(narrow: Town, clock: Clock) -> None:
    """The sweep takes what was announced and not sent."""
    case = await narrow.tree()
    assert rules(await asked(narrow, case, ROOM)) == []
    assert rules(await asked(narrow, case, 1)) == ["document.room"]
    clock.moment += timedelta(hours=25)
    assert [found.kind async for found in sweep(narrow.stack.platform)] == ["abandoned"]
    assert rules(await asked(narrow, case, ROOM)) == []


async def test_room_is_given_once(narrow: Town) -> None:
    """To as many as fit of those who ask at once, each for another case."""
    cases = [await narrow.tree() for _ in range(8)]
    told = await asyncio.gather(*[asked(narrow, case, 30) for case in cases])
    assert sorted(rules(each) for each in told) == [[]] * 3 + [["document.room"]] * 5
