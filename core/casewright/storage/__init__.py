"""Where the bytes of documents live: a local folder or any S3-compatible store, behind one protocol."""

import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from casewright.errors import Invalid
from casewright.storage.keys import new_key, tenant_prefix
from casewright.storage.local import LocalStore
from casewright.storage.s3 import S3Store
from casewright.storage.store import Link, ObjectStore

__all__ = ["Link", "LocalStore", "ObjectStore", "S3Store", "new_key", "open_store", "tenant_prefix"]

_BUCKET = re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
"""The general rules of Amazon S3 for bucket names."""

_FORMS = "file:///directory or s3://KEY:SECRET@host:port/bucket?region=R&secure=0"


def open_store(url: str, *, secret: bytes, base_url: str) -> ObjectStore:
    """The store the URL names; nothing is contacted before `prepare`.

    `secret` (at least 32 bytes) signs the links of a local folder, which begin with `base_url`; an S3 store signs with
    its own key. Raises `Invalid` for a URL of another form.
    """
    try:
        parts = urlsplit(url)
        if parts.scheme == "file":
            return LocalStore(_folder(parts), secret=secret, base_url=base_url)
        if parts.scheme == "s3":
            return _bucket(parts)
    except ValueError as error:
        raise _bad_url() from error
    raise _bad_url()


def _folder(parts: SplitResult) -> Path:
    if parts.netloc not in ("", "localhost") or not parts.path.strip("/") or parts.query or parts.fragment:
        raise _bad_url()
    return Path(unquote(parts.path))


def _bucket(parts: SplitResult) -> S3Store:
    options = {"region": "us-east-1", "secure": "1"}
    options |= parse_qsl(parts.query, strict_parsing=bool(parts.query), keep_blank_values=True)
    bucket = parts.path.strip("/")
    known = options.keys() == {"region", "secure"} and options["region"] and options["secure"] in ("0", "1")
    if not (known and parts.username and parts.password and parts.hostname and _BUCKET.fullmatch(bucket)):
        raise _bad_url()
    return S3Store(
        parts.netloc.rpartition("@")[2],
        unquote(parts.username),
        unquote(parts.password),
        bucket=bucket,
        region=options["region"],
        secure=options["secure"] == "1",
    )


def _bad_url() -> Invalid:
    """Without the URL itself: it may hold the secret."""
    return Invalid(f"The storage URL is not understood; it looks like {_FORMS}.", field="storage_url")
