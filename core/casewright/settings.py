"""One frozen settings object, read once from the environment (`CASEWRIGHT_...`)."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from casewright.errors import Invalid


class Settings(BaseSettings):
    """Where the parts live. The defaults are the embedded mode: SQLite, a local folder, a worker in process.

    What holds a password or a key is left out where the settings are printed.
    """

    model_config = SettingsConfigDict(env_prefix="CASEWRIGHT_", frozen=True)

    data_dir: Path = Path("casewright-data")
    """Where the embedded database, the documents and the local signing key live."""
    database_url: str = Field(default="", repr=False)
    """`sqlite:///path/file.db` or `postgres://user:password@host:port/database`."""
    storage_url: str = Field(default="", repr=False)
    """`file:///directory` or `s3://KEY:SECRET@host:port/bucket?region=R&secure=0`."""
    broker_url: str = Field(default="memory://", repr=False)
    """`memory://` (in process), `redis://...` or `amqp://...`; deployments with a database each may share one."""
    signing_key: str = Field(default="", repr=False)
    """The local issuer's private key as PEM text; empty: `signing-key.pem` in the data folder, made on first use."""
    oidc_issuer: str = ""
    """The OpenID provider whose access tokens are believed, as it writes itself: `https://id.example.com/realms/main`."""
    oidc_audience: str = "casewright"
    """What the provider's tokens must name as their audience (the claim `aud`)."""
    oidc_claims: str = ""
    """Where the provider's tokens differ: `tenant=org,roles=groups`, for any of tenant, roles, teams and limits."""
    local_issuer: Literal["auto", "on", "off"] = "auto"
    """Whether tokens of the local issuer are believed; `auto`: without a provider, in the embedded mode only."""
    introspection: Literal["on", "off"] = "on"
    """Whether the schema may be asked for; off, refusals suggest no names either and `/ide` is not served."""
    trusted_documents: str = ""
    """A JSON file of document ids and texts: nothing else is answered; empty: any document is."""
    rate_limit: int = 0
    """How much each person and program may ask for in a minute, in points of cost; 0: any amount."""
    allowed_origins: str = ""
    """Comma-separated origins whose pages may call the API from a browser (`https://board.example.com`)."""
    plugins: str = ""
    """Comma-separated names of the plugins to load; empty: all that are installed."""
    agreements: str = ""
    """A TOML file of what is agreed with each tenant: values that its cases are opened with; empty: the defaults."""
    sealing_keys: str = Field(default="", repr=False)
    """What seals texts before they are stored: `NAME:KEY,...`, the one that seals first; empty: nothing is sealed."""
    practices: str = ""
    """A TOML file of what models of working ask for here: contacts, caseload, records; empty: as case types say."""
    public_url: str = ""
    """Where clients reach the gateway, for signed document links; empty: links are relative to the server."""
    max_document_size: int = 100_000_000
    """The largest document accepted, in bytes."""
    max_tenant_size: int = 0
    """How many bytes the documents of a tenant have together, old versions and uploads under way included; 0: any."""
    scanner_url: str = ""
    """Who looks for malware in documents before they are part of a case: `clamd://host:3310`; empty: nobody does."""
    webhook_allow: str = ""
    """Comma-separated hosts and networks (CIDR) that webhooks may reach although they are private, and without TLS."""

    smtp_url: str = Field(default="", repr=False)
    """`smtp://user:password@host:587` (with STARTTLS) or `smtps://...`, for notifications; empty: no e-mail is sent."""
    mail_from: str = ""
    """The address from which e-mail is sent."""

    planner: Literal["on", "off"] = "on"
    """Whether the gateway compiles operations to SQL; off, every operation is answered by the general executor."""

    @property
    def database(self) -> str:
        """The database URL, with the embedded default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'casewright.db'}"

    @property
    def storage(self) -> str:
        """The storage URL, with the embedded default filled in."""
        return self.storage_url or (self.data_dir / "documents").absolute().as_uri()

    @property
    def enabled_plugins(self) -> frozenset[str] | None:
        """The names to load, or None for all that are installed."""
        names = frozenset(name.strip() for name in self.plugins.split(",") if name.strip())
        return names or None


def read_tables(file: str, setting: str, form: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The tables `[outer.inner]` of the TOML file that a setting names, none without one.

    `form` is how one is written, with `{outer}` where that is known. Raises Invalid for a file that cannot be read, or
    has something else in it.
    """
    for outer, tables in _read_toml(file, setting).items() if file else ():
        for inner, given in tables.items() if isinstance(tables, dict) else [("", None)]:
            if not isinstance(given, dict):
                raise Invalid(f"{file}: write {form.format(outer=outer)}", field=setting)
            yield outer, inner, given


def _read_toml(file: str, setting: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Invalid(f"the {setting} in {file} cannot be read: {error}", field=setting) from error
