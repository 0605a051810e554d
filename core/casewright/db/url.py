"""The database URL, read once: which database, and the credentials its engine takes."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from casewright.db.dialect import Dialect
from casewright.errors import Invalid

_FORMS = "Write the database URL as sqlite:///file.db or postgres://user:password@host:port/database"

_TLS = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})


def read_url(url: str) -> tuple[Dialect, dict[str, Any]]:
    """The dialect and where the database is.

    `sqlite:///relative.db` and `sqlite:////absolute.db` give `file_path`; `postgres://` and `postgresql://` give
    `host`, `port`, `user`, `password`, `database` and, with `?sslmode=`, `ssl` (libpq's modes).

    Raises Invalid, never repeating the URL: it may contain a password.
    """
    if url.startswith("sqlite://"):
        return "sqlite", {"file_path": _file(url)}
    if url.startswith(("postgres://", "postgresql://")):
        try:
            return "postgres", _server(urlsplit(url))
        except ValueError:
            raise Invalid(f"{_FORMS}; the host or the port is wrong.") from None
    raise Invalid(f"{_FORMS}.")


def place(url: str) -> str:
    """Where the database is, without credentials: one text for one database, whoever connects. Raises Invalid."""
    dialect, address = read_url(url)
    if dialect == "sqlite":
        return Path(address["file_path"]).resolve().as_uri()
    return "postgres://{host}:{port}/{database}".format_map(address)


def _file(url: str) -> str:
    path = url.removeprefix("sqlite://")
    if not path.startswith("/") or path.endswith("/") or "?" in path:
        raise Invalid(f"{_FORMS}; a SQLite URL is a file path after three slashes.")
    if path == "/:memory:":
        raise Invalid("A SQLite database needs a file: one in memory is lost with its connection.")
    return path.removeprefix("/")


def _server(parts: SplitResult) -> dict[str, Any]:
    database = unquote(parts.path.removeprefix("/"))
    if not parts.hostname or not database or "/" in database or parts.fragment:
        raise Invalid(f"{_FORMS}; a PostgreSQL URL names a host and a database.")
    options = parse_qs(parts.query, keep_blank_values=True)
    if options.keys() - {"sslmode"} or not _TLS.issuperset(options.get("sslmode", [])):
        raise Invalid(f"{_FORMS}; the only option after it is ?sslmode= with a mode of libpq.")
    server = {
        "host": parts.hostname,
        "port": parts.port or 5432,
        "user": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "database": database,
    }
    return server | ({"ssl": options["sslmode"][-1]} if options else {})
