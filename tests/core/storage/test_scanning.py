"""Asking a scanner: found, clean, and everything that is not an answer."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from casewright.errors import Invalid, Refused, Unavailable
from casewright.storage.scanning import ClamAV, NoScanner, open_scanner
from clamd import EICAR, scanning

LONG = bytes(200_000)
SOON = timedelta(seconds=8)


async def pieces(*content: bytes) -> AsyncIterator[bytes]:
    """Bytes as a store reads them."""
    for piece in content:
        yield piece


async def test_what_is_in_the_bytes_is_found() -> None:
    """Wherever they are cut; the scanner gets them whole and in order."""
    async with scanning() as clamd:
        scanner = open_scanner(clamd.url)
        assert await scanner.scan(pieces(LONG, b"report", b"", LONG), SOON) is None
        assert await scanner.scan(pieces(LONG, EICAR[:10], EICAR[10:]), SOON) == "Eicar-Test-Signature"
        assert await scanner.scan(pieces(), SOON) is None
        assert clamd.seen == [LONG + b"report" + LONG, LONG + EICAR, b""]


@pytest.mark.parametrize(
    "reply",
    [b"stream: ERROR", b"OK", b"stream: OK, I think", b"x" * 9000],
)
async def test_no_other_answer_is_clean(reply: bytes) -> None:
    """What the scanner could not look at is not let through."""
    async with scanning(reply=reply) as clamd:
        with pytest.raises(Unavailable, match="scanner does not answer"):
            await open_scanner(clamd.url).scan(pieces(b"report"), SOON)


async def test_what_is_larger_than_anybody_looks_at_is_refused() -> None:
    """The scanner says so and hangs up in the middle; to ask again would be for nothing."""
    async with scanning(most=1000) as clamd:
        with pytest.raises(Refused, match="does not look at so many bytes"):
            await open_scanner(clamd.url).scan(pieces(*[LONG] * 50), SOON)


async def test_who_does_not_answer_says_nothing() -> None:
    """Neither in time, nor at all."""
    async with scanning(silent=True) as clamd:
        with pytest.raises(Unavailable):
            await ClamAV("127.0.0.1", clamd.port).scan(pieces(b"report"), timedelta(seconds=0.1))
    with pytest.raises(Unavailable):
        await ClamAV("127.0.0.1", clamd.port).scan(pieces(b"report"), SOON)


@pytest.mark.parametrize(
    "url", ["clamd:", "http://scanner:3310", "clamd://scanner/x", "clamd://u@scanner", "clamd://s:x"]
)
def test_a_scanner_is_named_by_host_and_port(url: str) -> None:
    """A setting that is not understood stops the start, rather than letting everything through."""
    with pytest.raises(Invalid, match="clamd://host:3310"):
        open_scanner(url)
    assert isinstance(open_scanner(""), NoScanner)
