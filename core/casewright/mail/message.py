"""The e-mail of a notification. It names the case by its number and nothing that is in it. Pure."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from uuid import UUID

from casewright.notices import NoticeKind

_SAID = {
    NoticeKind.MENTION: "you were mentioned in a note",
    NoticeKind.ASSIGNMENT: "something was given to you",
    NoticeKind.DUE: "a goal has passed",
    NoticeKind.OVERDUE: "something is overdue",
    NoticeKind.APPROVAL: "a decision waits for you",
    NoticeKind.DECISION: "what you asked for was decided",
}


def compose(
    notification_id: UUID, kind: NoticeKind, number: str, made_at: datetime, *, name: str, email: str, sender: str
) -> EmailMessage:
    """The message; equal for equal arguments, and known by its id wherever it comes twice."""
    said = _SAID[kind]
    message = EmailMessage()
    message["Subject"] = f"{number}: {said}"
    message["From"] = sender
    message["To"] = _address(name, email)
    message["Date"] = made_at
    message["Message-ID"] = f"<{notification_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{said[0].upper()}{said[1:]}: {number}.\n\nOpen the case to see more.\n")
    return message


def _address(name: str, email: str) -> Address:
    return Address(display_name=" ".join(name.split()), addr_spec=email)
