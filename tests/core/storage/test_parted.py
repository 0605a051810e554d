"""Uploads in parts, on a local folder and on a real S3 server: sent in any order, resumed, joined once, dropped."""

from datetime import timedelta

import pytest

from casewright.errors import Invalid, NotFound
from core.storage.conftest import Place

MINUTES = timedelta(minutes=5)
WHOLE = b"first second third"
PARTS = {1: b"first ", 2: b"second ", 3: b"third"}


async def begun(place: Place, key: str) -> str:
    return await place.store.parted.begin(key, media_type="video/mp4")


async def send(place: Place, key: str, upload: str, number: int, body: bytes | None = None) -> int:
    """Follow the link of a part; the status of the answer."""
    content = PARTS[number] if body is None else body
    link = await place.store.parted.link(key, upload, number, size=len(PARTS[number]), expires_in=MINUTES)
    answer = await place.client.request(link.method, link.url, headers=dict(link.headers), content=content)
    return answer.status_code


async def kept(place: Place, key: str) -> bytes:
    return b"".join([chunk async for chunk in place.store.read(key)])


async def test_parts_become_one_object(place: Place, key: str) -> None:
    """Sent in any order and joined by number; before that there is no object."""
    upload = await begun(place, key)
    for number in (3, 1, 2):
        assert await send(place, key, upload, number) in (200, 201)
    assert await place.store.size(key) is None
    await place.store.parted.join(key, upload)
    assert await kept(place, key) == WHOLE


async def test_whoever_resumes_asks_which_parts_are_there(place: Place, key: str) -> None:
    """By number and size; none at first."""
    upload = await begun(place, key)
    assert await place.store.parted.sent(key, upload) == {}
    await send(place, key, upload, 2)
    assert await place.store.parted.sent(key, upload) == {2: len(PARTS[2])}


async def test_more_than_nine_parts_keep_their_order(place: Place, key: str) -> None:
    """By number, not as text."""
    upload = await begun(place, key)
    for number in range(1, 12):
        link = await place.store.parted.link(key, upload, number, size=2, expires_in=MINUTES)
        await place.client.request(link.method, link.url, headers=dict(link.headers), content=b"%02d" % number)
    await place.store.parted.join(key, upload)
    assert await kept(place, key) == b"0102030405060708091011"


async def test_joined_parts_stay_joined(place: Place, key: str) -> None:
    """Joining again, as after a process that was killed, changes nothing; nor does dropping."""
    upload = await begun(place, key)
    await send(place, key, upload, 1)
    await place.store.parted.join(key, upload)
    await place.store.parted.join(key, upload)
    await place.store.parted.drop(key, upload)
    assert await kept(place, key) == PARTS[1]


async def test_why_joined_parts_need_no_copy(place: Place, key: str) -> None:
    """A link of a part reaches nothing once the parts are joined, while it is good; control: before, it is taken."""
    upload = await begun(place, key)
    link = await place.store.parted.link(key, upload, 1, size=5, expires_in=MINUTES)
    for body, taken in ((b"right", True), (b"wrong", False)):
        answer = await place.client.request(link.method, link.url, headers=dict(link.headers), content=body)
        assert answer.is_success == taken
        if taken:
            await place.store.parted.join(key, upload)
    assert await kept(place, key) == b"right"


async def test_what_is_dropped_is_over(place: Place, key: str) -> None:
    """Nothing is kept, nothing is taken any more, and dropping again is no failure."""
    upload = await begun(place, key)
    await send(place, key, upload, 1)
    await place.store.parted.drop(key, upload)
    await place.store.parted.drop(key, upload)
    assert await send(place, key, upload, 2) in (404, 409)
    with pytest.raises(NotFound):
        await place.store.parted.sent(key, upload)
    with pytest.raises(NotFound):
        await place.store.parted.join(key, upload)
    assert await place.store.size(key) is None


async def test_two_uploads_know_nothing_of_each_other(place: Place, key: str) -> None:
    """Also under one key: each has its own parts."""
    one, other = await begun(place, key), await begun(place, key)
    await send(place, key, one, 1)
    assert await place.store.parted.sent(key, other) == {}


async def test_keys_and_numbers_that_are_none(place: Place) -> None:
    """No upload begins under a key that the platform did not invent."""
    with pytest.raises(Invalid):
        await begun(place, "../x")


async def test_a_local_part_has_exactly_its_size(local: Place, key: str) -> None:
    """Too little, too much, or for the second time: refused, and the part is as it was."""
    upload = await begun(local, key)
    assert await send(local, key, upload, 1, b"few") == 400
    assert await send(local, key, upload, 1, b"far too much") == 413
    assert await local.store.parted.sent(key, upload) == {}
    assert await send(local, key, upload, 1) == 201
    assert await send(local, key, upload, 1, b"other!") == 409
    await local.store.parted.join(key, upload)
    assert await kept(local, key) == PARTS[1]
