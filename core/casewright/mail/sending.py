"""Handing a message to the SMTP server."""

from dataclasses import dataclass
from email.message import EmailMessage

import aiosmtplib

from casewright.mail.server import SmtpServer

_SECONDS = 20.0
_REFUSED = 500
"""From this code on the server says no for good (RFC 5321, 4.2.1)."""


@dataclass(frozen=True)
class Sent:
    """What came of it: nothing, when the server took it; else why not, and whether that is for good."""

    error: str | None = None
    final: bool = False


async def send(server: SmtpServer, message: EmailMessage) -> Sent:
    """Give the message to the server once, within some seconds."""
    try:
        await aiosmtplib.send(
            message,
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.tls,
            start_tls=server.starttls,
            timeout=_SECONDS,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        return Sent("the recipient was refused", all(each.code >= _REFUSED for each in error.recipients))
    except aiosmtplib.SMTPDataError as error:
        return Sent(f"the message was refused with {error.code}", error.code >= _REFUSED)
    except (aiosmtplib.SMTPException, OSError) as error:
        return Sent(type(error).__name__)
    return Sent()
