"""Notifications: who is told of what, once each, and by which ways; never more than one may see."""

from datetime import timedelta
from typing import Any

from casewright import models
from casewright.operations.outbox import fan_out
from kit import Person
from people.library import Library
from stack.town import codes, nothing_changes, rules

TOLD = """query($unread: Boolean = false) { notifications(unread: $unread) { totalCount edges { node {
    id kind causedBy readAt case { id } event { name } } } } }"""


async def told(library: Library, person: Person, *, unread: bool = False) -> list[dict[str, Any]]:
    """What somebody is told, newest first, once the relay has seen what happened."""
    await fan_out(library.stack.platform)
    found = (await person.ask(TOLD, unread=unread))["notifications"]
    assert found["totalCount"] == len(found["edges"])
    return [edge["node"] for edge in found["edges"]]


async def keep(library: Library, subject: str, *roles: str, **known: Any) -> None:
    """Somebody in the directory."""
    values = {"subject": subject, "name": subject.title(), "roles": list(roles)} | known
    await library.director.done("keepMember", "member { id }", **values)


async def note(library: Library, case: dict[str, Any], *mentions: str) -> None:
    await library.clerk.done("addNote", "note { id }", id=case["id"], text="Please look", mentions=list(mentions))


async def test_whoever_is_mentioned_is_told_once(library: Library) -> None:
    """However often the relay looks; not whoever wrote it."""
    case = await library.loan()
    await note(library, case, "kim", "carla", "kim")
    kim = library.keeper("kim")
    await fan_out(library.stack.platform)
    await models.Event.filter(case_id__isnull=False, tenant_id=library.tenant).update(relayed_at=None)
    [mention] = await told(library, kim)
    assert (mention["kind"], mention["causedBy"], mention["readAt"]) == ("MENTION", "carla", None)
    assert (mention["case"]["id"], mention["event"]["name"]) == (case["id"], "note_added")
    assert await told(library, library.clerk) == []


async def test_what_is_read_is_read(library: Library) -> None:
    """Some, or all; nobody reads another's."""
    case = await library.loan()
    for _ in range(3):
        await note(library, case, "kim", "kora")
    kim, kora = library.keeper("kim"), library.keeper("kora")
    newest = (await told(library, kim))[0]["id"]
    async with nothing_changes(library.stack):
        foreign = await kora.do("markNotificationsRead", "marked", ids=[newest])
    assert codes(foreign) == ["NOT_FOUND"]
    assert (await kim.done("markNotificationsRead", "marked", ids=[newest]))["marked"] == 1
    assert (await kim.done("markNotificationsRead", "marked", ids=[]))["marked"] == 0
    assert newest not in [each["id"] for each in await told(library, kim, unread=True)]
    assert (await kim.done("markNotificationsRead", "marked"))["marked"] == 2
    assert (len(await told(library, kim)), await told(library, kim, unread=True)) == (3, [])
    assert len(await told(library, kora, unread=True)) == 3


async def test_given_work_is_told(library: Library) -> None:
    """A case and a task; what one takes oneself is no news."""
    case = await library.loan()
    await library.clerk.done("assignCase", "case { id }", id=case["id"], subject="kim")
    await library.clerk.done("addTask", "task { id }", id=case["id"], title="Dust it", assignee="kim")
    kim = library.keeper("kim")
    assert [each["event"]["name"] for each in await told(library, kim)] == ["task_added", "assigned"]
    other = await library.loan()
    await kim.done("claimCase", "case { id }", id=other["id"])
    assert len(await told(library, kim)) == 2


async def test_clocks_ring_at_whoever_has_the_case(library: Library) -> None:
    """At their substitute as well; at the team while nobody has it."""
    await keep(library, "wanda", "warden", teams=["north"])
    held, waiting = await library.loan(), await library.loan(team="north")
    await library.clerk.done("assignCase", "case { id }", id=held["id"], subject="kim")
    kim, kora, wanda = (
        library.keeper("kim"),
        library.keeper("kora"),
        library.person("wanda", "warden", teams=("north",)),
    )
    until = (library.clock.now + timedelta(days=9)).isoformat()
    await fan_out(library.stack.platform)
    await kim.done("recordAbsence", "absence { id }", until=until, substitute="kora")
    await library.pass_by(hours=25)
    await library.pass_by(hours=24)
    assert [each["kind"] for each in await told(library, kim)] == ["OVERDUE", "DUE", "ASSIGNMENT"]
    stood_in = await told(library, kora)
    assert {(each["kind"], each["case"]["id"]) for each in stood_in} == {("OVERDUE", held["id"]), ("DUE", held["id"])}
    assert {each["case"]["id"] for each in await told(library, wanda)} == {waiting["id"]}


async def test_approvals_are_told_to_those_who_decide(library: Library) -> None:
    """Level by level, to whoever decides for them too; what came of it to the asker."""
    for subject, role in (("kim", "keeper"), ("carla", "keeper"), ("dora", "director"), ("zoe", "clerk")):
        await keep(library, subject, role)
    kim, nina = library.keeper("kim"), library.person("nina", "clerk")
    until = (library.clock.now + timedelta(days=9)).isoformat()
    await kim.done("delegateApprovals", "delegation { id }", delegate="nina", until=until)
    approval = await library.asked(await library.loan())
    for person in (kim, nina):
        assert [each["kind"] for each in await told(library, person)] == ["APPROVAL"]
    for person in (library.director, library.clerk, library.person("zoe", "clerk")):
        assert await told(library, person) == []
    await library.pass_by(hours=24)
    [escalated, *_] = await told(library, library.director)
    assert (escalated["kind"], escalated["event"]["name"]) == ("APPROVAL", "approval_escalated")
    await library.director.done(
        "decideApproval", "approval { state }", id=approval, approve=False, reason="it is too fragile"
    )
    [decided, *_] = await told(library, library.clerk)
    assert (decided["kind"], decided["causedBy"]) == ("DECISION", "dora")


async def test_a_request_that_ends_with_its_case_is_told_to_whoever_asked(library: Library) -> None:
    """Somebody else gives the loan up; who does it themselves knows."""
    foreign, own = await library.loan(), await library.loan()
    for case in (foreign, own):
        await library.asked(case)
    zoe = library.person("zoe", "clerk")
    for clerk, case in ((zoe, foreign), (library.clerk, own)):
        await clerk.done("giveUpLoan", "loan { status }", id=case["id"], expectedVersion=case["version"])
    [ended] = await told(library, library.clerk)
    assert (ended["kind"], ended["causedBy"], ended["case"]["id"]) == ("DECISION", "zoe", foreign["id"])


async def test_nobody_is_told_of_what_they_may_not_see(library: Library) -> None:
    """Neither who is excluded, nor who sees no notes, nor another tenant; who sees the case again is told again."""
    case = await library.loan()
    await library.clerk.done("assignCase", "case { id }", id=case["id"], subject="gus")
    await note(library, case, "kim", "gus", "xaver")
    await library.director.done("excludePerson", "case { id }", id=case["id"], subject="kim", reason="her own book")
    gus = library.person("gus", "guest")
    assert await told(library, library.keeper("kim")) == []
    assert [each["kind"] for each in await told(library, gus)] == ["ASSIGNMENT"]
    assert await told(library, library.person("xaver", "stranger")) == []
    elsewhere = library.stack.person("xaver", "keeper", tenant=f"{library.tenant}-b")
    assert await told(library, elsewhere) == []
    assert [each["kind"] for each in await told(library, library.keeper("xaver"))] == ["MENTION"]


async def test_one_is_told_as_one_likes(library: Library) -> None:
    """What nobody wants to hear is not written; only what others wait for cannot be turned off."""
    kim = library.keeper("kim")
    quiet = {"kind": "MENTION", "inApp": False, "email": False}
    for _ in range(2):
        said = await kim.done("preferNotifications", "preference { kind inApp email }", **quiet)
    assert said["preference"] == quiet
    preferences = (await kim.ask("{ notificationPreferences { kind inApp email } }"))["notificationPreferences"]
    assert [each for each in preferences if each != quiet] == [
        {"kind": kind, "inApp": True, "email": True}
        for kind in ("ASSIGNMENT", "DUE", "OVERDUE", "APPROVAL", "DECISION")
    ]
    async with nothing_changes(library.stack):
        deaf = await kim.do("preferNotifications", "preference { kind }", kind="APPROVAL", inApp=False, email=True)
    assert rules(deaf) == ["preference.approval"]
    await note(library, await library.loan(), "kim", "kora")
    assert await told(library, kim) == []
    assert len(await told(library, library.keeper("kora"))) == 1


async def test_a_mention_names_somebody(library: Library) -> None:
    """Blank names and hundreds of them are refused, and nothing is written."""
    case = await library.loan()
    async with nothing_changes(library.stack):
        blank = await library.clerk.do("addNote", "note { id }", id=case["id"], text="x", mentions=[" "])
        many = await library.clerk.do("addNote", "note { id }", id=case["id"], text="x", mentions=["a"] * 51)
    assert (rules(blank), rules(many)) == (["mentions.missing"], ["note.mentions"])
