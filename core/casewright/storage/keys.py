"""Keys of objects: `tenant/yy/mm/uuid7`, invented by the platform, never made of what a user typed."""

import hashlib
import re
from datetime import UTC, datetime

from uuid_utils.compat import uuid7

from casewright.errors import Invalid

_LONGEST_TENANT = 40
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_TENANT = r"[a-z0-9]+(?:-[a-z0-9]+)*(?:_[0-9a-f]{16})?"
_MONTH = r"(?:0[1-9]|1[0-2])"
_UUID7 = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_KEY = re.compile(rf"{_TENANT}/[0-9]{{2}}/{_MONTH}/{_UUID7}", re.ASCII)
_PREFIX = re.compile(rf"(?:{_TENANT}/(?:[0-9]{{2}}/(?:{_MONTH}/)?)?)?", re.ASCII)


def new_key(tenant: str) -> str:
    """A key nobody used before, for an object of this tenant; the month (UTC) is that of the identifier (RFC 9562)."""
    identifier = uuid7()
    made = datetime.fromtimestamp((identifier.int >> 80) / 1000, UTC)
    return f"{tenant_prefix(tenant)}{made:%y/%m}/{identifier}"


def tenant_prefix(tenant: str) -> str:
    """The prefix of all keys of a tenant: its name when that is plain, else a readable rest and a hash of the name.

    Two tenants never share a prefix: a plain name has no underscore, and a folded one ends in 64 bits of SHA-256.
    """
    if len(tenant) <= _LONGEST_TENANT and _PLAIN.fullmatch(tenant):
        return f"{tenant}/"
    readable = "-".join(re.findall(r"[a-z0-9]+", tenant.lower()))[:_LONGEST_TENANT].strip("-") or "tenant"
    digest = hashlib.sha256(tenant.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{readable}_{digest[:16]}/"


def is_key(text: str) -> bool:
    """Whether `new_key` can have made this text."""
    return _KEY.fullmatch(text) is not None


def check_key(key: str) -> str:
    """The key itself; raises `Invalid` for every text that `new_key` cannot have made."""
    if not is_key(key):
        raise Invalid("This is not the key of a document.")
    return key


def check_prefix(prefix: str) -> str:
    """The prefix itself; raises `Invalid` unless it is empty or made of whole leading parts of a key."""
    if not _PREFIX.fullmatch(prefix):
        raise Invalid("A prefix of document keys is empty or whole parts, each closed by a slash.")
    return prefix
