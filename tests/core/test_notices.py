"""Whom an event concerns, and the e-mail that tells them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from casewright import Event, Invalid
from casewright.mail.message import compose
from casewright.mail.server import read_server
from casewright.notices import PARTS, TELLING, Notice, NoticeKind, notice

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ID = UUID(int=7)


def event(name: str, **data: Any) -> Event:
    return Event(id=ID, case_id=ID, sequence=1, name=name, actor="ann", at=NOW, data=data)


@pytest.mark.parametrize(
    ("happened", "concerned"),
    [
        (event("note_added", mentions=["ben", "ben", "cleo"]), Notice(NoticeKind.MENTION, "note", ("ben", "cleo"))),
        (event("routed", subject="ben"), Notice(NoticeKind.ASSIGNMENT, "assignment", ("ben",))),
        (event("task_added", assignee="ben"), Notice(NoticeKind.ASSIGNMENT, "task", ("ben",))),
        (event("task_assigned", assignee="ben"), Notice(NoticeKind.ASSIGNMENT, "task", ("ben",))),
        (event("resumed"), Notice(NoticeKind.ASSIGNMENT, "assignment", holder=True)),
        (event("clock_passed", mark="goal"), Notice(NoticeKind.DUE, "clock", holder=True)),
        (event("clock_passed", mark="warning_75"), Notice(NoticeKind.DUE, "clock", holder=True)),
        (event("clock_passed", mark="warning_150"), Notice(NoticeKind.OVERDUE, "clock", holder=True)),
        (event("clock_passed", mark="deadline"), Notice(NoticeKind.OVERDUE, "clock", holder=True)),
        (event("service_overdue"), Notice(NoticeKind.OVERDUE, "service", holder=True)),
        (event("contact_due"), Notice(NoticeKind.OVERDUE, "contact", holder=True)),
        (event("risk_escalated", role="keeper"), Notice(NoticeKind.ASSIGNMENT, "risk", role="keeper")),
        (event("approval_requested", role="keeper"), Notice(NoticeKind.APPROVAL, "approval", role="keeper")),
        (
            event("approval_escalated", role="director", asked_by="ben"),
            Notice(NoticeKind.APPROVAL, "approval", role="director", without=("ben",)),
        ),
        (event("transitioned", asked_by="ben"), Notice(NoticeKind.DECISION, "approval", ("ben",))),
        (event("approval_expired", asked_by="ben"), Notice(NoticeKind.DECISION, "approval", ("ben",))),
        (
            event("screened", outcome="twice", lapsed=[{"asked_by": "ben"}, {"asked_by": "cleo"}]),
            Notice(NoticeKind.DECISION, "approval", ("ben", "cleo")),
        ),
    ],
)
def test_whom_an_event_concerns(happened: Event, concerned: Notice) -> None:
    """People by name, a role, or whoever has the case."""
    assert notice(happened) == concerned
    assert happened.name in TELLING and concerned.part in PARTS


@pytest.mark.parametrize(
    "happened",
    [event("note_added"), event("assigned", subject=None), event("transitioned"), event("screened"), event("updated")],
)
def test_most_events_concern_nobody(happened: Event) -> None:
    """A note without a mention, a case that went into a queue, a move that needed no approval."""
    assert notice(happened) is None


def test_an_email_names_the_case_by_its_number() -> None:
    """With an id that is the same however often it is made; a name cannot break its header."""
    told = {"name": "Ben\r\nBcc: eve@there.example", "email": "ben@here.example", "sender": "desk@here.example"}
    message = compose(ID, NoticeKind.APPROVAL, "LOA-2026-1", NOW, **told)
    assert message["Subject"] == "LOA-2026-1: a decision waits for you"
    assert message["Message-ID"] == f"<{ID}@here.example>"
    assert message["To"].addresses[0].addr_spec == "ben@here.example"
    assert "Bcc" not in message
    assert bytes(message) == bytes(compose(ID, NoticeKind.APPROVAL, "LOA-2026-1", NOW, **told))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", (587, False, True)),
        ("smtps://u:p%40@mail.example", (465, True, False)),
        ("smtp://127.0.0.1:2525?starttls=off", (2525, False, False)),
    ],
)
def test_the_server_is_read_from_its_url(url: str, expected: tuple[int, bool, bool]) -> None:
    """Without TLS only where the URL says so."""
    server = read_server(url, "desk@here.example")
    assert server is not None
    assert (server.port, server.tls, server.starttls) == expected


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://mail.example", "a@b"),
        ("smtp://", "a@b"),
        ("smtp://mail.example:x", "a@b"),
        ("smtp://mail.example?tls=no", "a@b"),
        ("smtp://mail.example", ""),
    ],
)
def test_an_unusable_server_refuses_the_start(url: str, sender: str) -> None:
    """In a sentence that does not repeat the URL."""
    with pytest.raises(Invalid) as refused:
        read_server(url, sender)
    assert "mail.example" not in refused.value.message
    assert read_server("", "") is None
