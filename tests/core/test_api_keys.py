"""API keys: written and read back, kept as a hash, good for a while."""

from datetime import UTC, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from casewright.access.api_keys import PREFIX, Secret, digest, expiry, good_until, new_secret, read, written
from casewright.errors import Invalid

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_key_is_read_as_it_was_written() -> None:
    """Its id leads to the row, its secret proves it."""
    key_id, secret = uuid7(), new_secret()
    assert read(written(key_id, secret)) == (key_id, secret)


@pytest.mark.parametrize(
    "text", ["", PREFIX, f"{PREFIX}_x", f"{PREFIX}{'0' * 31}_x", f"{PREFIX}{'z' * 32}_x", f"{'0' * 32}_x", "a.b.c"]
)
def test_what_is_no_key(text: str) -> None:
    """It leads nowhere, without an error."""
    assert read(text) is None


def test_a_secret_is_good_by_its_hash_until_it_ends() -> None:
    """The one before the rotation and the one after, each until its own end; another one never."""
    kept = [Secret(digest("old"), NOW + HOUR), Secret(digest("new"), NOW + 2 * HOUR)]
    assert good_until("old", kept, NOW) == NOW + HOUR
    assert good_until("old", kept, NOW + HOUR) is None
    assert good_until("new", kept, NOW + HOUR) == NOW + 2 * HOUR
    assert good_until("other", kept, NOW) is None
    assert good_until(digest("new"), kept, NOW) is None


@pytest.mark.parametrize(("days", "lasts"), [(None, 90), (1, 1), (366, 366)])
def test_how_long_a_key_lasts(days: int | None, lasts: int) -> None:
    """Ninety days unless somebody says otherwise."""
    assert expiry(NOW, days) == NOW + timedelta(days=lasts)


@pytest.mark.parametrize("days", [0, -1, 367, 10**9, -(10**9)])
def test_no_key_is_for_ever(days: int) -> None:
    """A year at most."""
    with pytest.raises(Invalid, match="1 to 366 days"):
        expiry(NOW, days)
