"""What an API key is made of, and how long one lasts."""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from casewright.errors import Invalid

PREFIX = "cwk_"
"""Every key begins so: scanners of leaked secrets find it, and no token of an issuer looks like it."""
LONGEST = timedelta(days=366)
USUAL = timedelta(days=90)
OVERLAP = timedelta(hours=24)
"""How long the secret before a rotation stays good."""

_ID_LENGTH = 32


@dataclass(frozen=True)
class Secret:
    """A way to prove oneself: the SHA-256 of a text, and until when it is good."""

    sha256: str
    until: datetime


def new_secret() -> str:
    """32 random bytes as text: nobody guesses them, so a plain hash keeps them."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def written(key_id: UUID, secret: str) -> str:
    """The key as it is sent."""
    return f"{PREFIX}{key_id.hex}_{secret}"


def read(key: str) -> tuple[UUID, str] | None:
    """The id and the secret of a key; None for what is no key."""
    key_id, separator, secret = key.removeprefix(PREFIX).partition("_")
    if not key.startswith(PREFIX) or len(key_id) != _ID_LENGTH or not separator or not key.isascii():
        return None
    try:
        return UUID(hex=key_id), secret
    except ValueError:
        return None


def good_until(secret: str, kept: Iterable[Secret], now: datetime) -> datetime | None:
    """Until when a secret is good, by the secrets that are kept; None: it is not."""
    given = digest(secret)
    return max((one.until for one in kept if hmac.compare_digest(one.sha256, given) and one.until > now), default=None)


def expiry(now: datetime, days: int | None) -> datetime:
    """When a key ends that is made now, after 90 days unless somebody says otherwise; raises Invalid."""
    lasting = USUAL if days is None else timedelta(days=min(max(days, 0), 2 * LONGEST.days))
    if not timedelta(0) < lasting <= LONGEST:
        raise Invalid(f"a key is good for 1 to {LONGEST.days} days", field="days")
    return now + lasting
