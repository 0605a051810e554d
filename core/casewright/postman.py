"""The postman: takes the e-mails of notifications as they come due and sends them, a few at once."""

import logging
from functools import partial

from casewright.hands import Hands
from casewright.mail.server import SmtpServer
from casewright.operations.mailing import send_mail, take_mails
from casewright.platform import Platform

_log = logging.getLogger("casewright.postman")
_AT_ONCE = 8


class Postman(Hands):
    """Sends for one platform."""

    def __init__(self, platform: Platform, server: SmtpServer) -> None:
        super().__init__(
            partial(take_mails, platform), partial(send_mail, platform, server), at_once=_AT_ONCE, log=_log
        )
