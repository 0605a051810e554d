"""E-mail of notifications, over SMTP to a server of this test: each once, to those who may see the case."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from casewright import models
from casewright.operations.mailing import take_mails
from casewright.operations.outbox import fan_out
from casewright.postman import Postman
from kit import Stack, running
from people.library import PLUGINS, Library
from stack.town import NO_WORKER
from story import WallClock


class PostOffice:
    """What a server took; `answers` are what it says next instead of yes."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.answers: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        self.taken.append(message_from_bytes(envelope.content))
        return "250 taken"


@pytest.fixture(scope="module")
async def post() -> AsyncIterator[tuple[PostOffice, int]]:
    """A server on a free port, and the port."""
    office, loop = PostOffice(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(office, hostname="post.example", loop=loop), "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    yield office, port
    server.close()


@pytest.fixture
def office(post: tuple[PostOffice, int]) -> PostOffice:
    """Empty again, and friendly."""
    office, _ = post
    office.taken.clear()
    office.answers.clear()
    return office


@pytest.fixture(scope="module")
async def stack(
    shared_url: str, tmp_path_factory: pytest.TempPathFactory, clock: WallClock, post: tuple[PostOffice, int]
) -> AsyncIterator[Stack]:
    """A gateway that knows the server."""
    folder: Path = tmp_path_factory.mktemp("data")
    mail = {"smtp_url": f"smtp://127.0.0.1:{post[1]}?starttls=off", "mail_from": "desk@library.example"}
    async with running(shared_url, folder, PLUGINS, now=clock, broker_url=NO_WORKER, **mail) as running_stack:
        yield running_stack


@pytest.fixture
async def case(library: Library) -> dict[str, Any]:
    """A book; Kim and Kora are keepers with an address, and nothing else waits to be sent."""
    await models.Notification.filter(mail_state__in=["queued", "sending"]).update(mail_state="sent")
    for subject in ("kim", "kora"):
        known = {"roles": ["keeper"], "email": f"{subject}@library.example", "name": subject.title()}
        await library.director.done("keepMember", "member { id }", subject=subject, **known)
    return await library.loan()


async def mention(library: Library, case: dict[str, Any], *people: str) -> None:
    """A note that mentions people, seen by the relay."""
    await library.clerk.done("addNote", "note { id }", id=case["id"], text="A secret", mentions=list(people))
    await fan_out(library.stack.platform)


async def post_round(library: Library) -> None:
    """The postman goes once, and comes home."""
    assert library.stack.platform.mail is not None
    async with Postman(library.stack.platform, library.stack.platform.mail) as postman:
        await postman.round()
        await postman.settled()


async def states(library: Library) -> dict[str, str | None]:
    """Where the e-mail to each person stands."""
    rows = await models.Notification.filter(tenant_id=library.tenant)
    return {row.recipient: row.mail_state for row in rows}


async def test_everybody_gets_one(library: Library, case: dict[str, Any], office: PostOffice) -> None:
    """With the number of the case and nothing that is in it; those without an address are told in the app only."""
    await mention(library, case, "kim", "kora", "zoe")
    for _ in range(2):
        await fan_out(library.stack.platform)
        await post_round(library)
    assert sorted(message["To"] for message in office.taken) == [
        "Kim <kim@library.example>",
        "Kora <kora@library.example>",
    ]
    [subject] = {message["Subject"] for message in office.taken}
    assert subject == f"{case['number']}: you were mentioned in a note"
    assert "secret" not in str(office.taken[0]) and "herbal" not in str(office.taken[0])
    assert await states(library) == {"kim": "sent", "kora": "sent", "zoe": None}


async def test_nobody_gets_what_they_may_not_see(library: Library, case: dict[str, Any], office: PostOffice) -> None:
    """It is asked when it is sent: who is excluded meanwhile gets nothing."""
    await mention(library, case, "kim", "kora")
    await library.director.done("excludePerson", "case { id }", id=case["id"], subject="kim", reason="her own book")
    await post_round(library)
    assert [message["To"] for message in office.taken] == ["Kora <kora@library.example>"]
    assert await states(library) == {"kim": "withheld", "kora": "sent"}


async def test_a_server_that_cannot_now_is_asked_again(
    library: Library, case: dict[str, Any], office: PostOffice
) -> None:
    """After a while, with the same id; one that says no for good is not."""
    office.answers = ["451 come back later"]
    await mention(library, case, "kim")
    await post_round(library)
    await post_round(library)
    assert (office.taken, await states(library)) == ([], {"kim": "queued"})
    library.clock.now += timedelta(minutes=1)
    await post_round(library)
    [row] = await models.Notification.filter(tenant_id=library.tenant)
    assert [message["Message-ID"] for message in office.taken] == [f"<{row.id}@library.example>"]
    office.answers = ["554 never"]
    await mention(library, case, "kora")
    await post_round(library)
    assert await states(library) == {"kim": "sent", "kora": "dead"}


async def test_one_that_died_on_the_way_is_sent_by_another(
    library: Library, case: dict[str, Any], office: PostOffice
) -> None:
    """When its lease has passed, and not before."""
    await mention(library, case, "kim")
    assert len(await take_mails(library.stack.platform, 8)) == 1
    await post_round(library)
    assert office.taken == []
    library.clock.now += timedelta(minutes=2)
    await post_round(library)
    assert len(office.taken) == 1


async def test_who_wants_no_email_gets_none(library: Library, case: dict[str, Any], office: PostOffice) -> None:
    """And is told in the app all the same; or the other way round."""
    kim, kora = library.keeper("kim"), library.keeper("kora")
    await kim.done("preferNotifications", "preference { kind }", kind="MENTION", inApp=True, email=False)
    await kora.done("preferNotifications", "preference { kind }", kind="MENTION", inApp=False, email=True)
    await mention(library, case, "kim", "kora")
    await post_round(library)
    assert [message["To"] for message in office.taken] == ["Kora <kora@library.example>"]
    shown = [(await person.ask("{ notifications { totalCount } }"))["notifications"] for person in (kim, kora)]
    assert shown == [{"totalCount": 1}, {"totalCount": 0}]
