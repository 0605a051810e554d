"""The SMTP server, read once from its URL."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from casewright.errors import Invalid

_FORMS = "Write the SMTP URL as smtp://user:password@host:port or smtps://user:password@host:port"
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class SmtpServer:
    """Where messages go, and from whom; `tls` from the first byte, or after STARTTLS."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool
    starttls: bool
    sender: str


def read_server(url: str, sender: str) -> SmtpServer | None:
    """The server; None without a URL. `smtp://` asks for STARTTLS unless the URL says `?starttls=off`.

    Raises Invalid, never repeating the URL: it may contain a password.
    """
    if not url:
        return None
    parts = urlsplit(url)
    options = parse_qs(parts.query, keep_blank_values=True)
    plain = options == {"starttls": ["off"]}
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in ("", "/") or (options and not plain):
        raise Invalid(f"{_FORMS}, with ?starttls=off only where nobody listens.")
    if "@" not in sender:
        raise Invalid("Say from which address e-mail is sent (CASEWRIGHT_MAIL_FROM).")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise Invalid(f"{_FORMS}; the port is wrong.") from None
    return SmtpServer(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=parts.scheme == "smtps",
        starttls=parts.scheme == "smtp" and not plain,
        sender=sender,
    )
