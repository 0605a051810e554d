"""Approvals among several: a quorum, who decides for whom, and what happens when nobody decides."""

from typing import Any

from kit import Person
from people.library import Library
from stack.town import codes, nothing_changes, rules

APPROVAL = "id state role level expiresAt escalatesAt decidedBy steps { by onBehalfOf role level decision }"
FUTURE = {"until": "2026-04-01T00:00:00Z"}


async def decide(person: Person, approval: str, **more: Any) -> dict[str, Any]:
    values = {"approve": True} | more
    return await person.do("decideApproval", f"approval {{ {APPROVAL} }} case {{ stage }}", id=approval, **values)


async def test_two_of_a_level_must_agree(library: Library) -> None:
    """The first one's word is kept, nobody counts twice, and the second one's makes the move."""
    case = await library.loan()
    approval = await library.asked(case)
    kim, kora = library.keeper("kim"), library.keeper("kora")
    first = await decide(kim, approval)
    assert (first["approval"]["state"], first["case"]["stage"]) == ("PENDING", "asked")
    async with nothing_changes(library.stack):
        assert rules(await decide(kim, approval)) == ["approval.four_eyes"]
    second = await decide(kora, approval)
    assert [(step["by"], step["decision"]) for step in second["approval"]["steps"]] == [
        ("kim", "agreed"),
        ("kora", "approved"),
    ]
    assert (second["approval"]["decidedBy"], second["case"]["stage"]) == ("kora", "lent")


async def test_one_who_declines_ends_it(library: Library) -> None:
    """Whatever others said before."""
    approval = await library.asked(await library.loan())
    await decide(library.keeper("kim"), approval)
    declined = await decide(library.keeper("kora"), approval, approve=False, reason="it is too fragile")
    assert declined["approval"]["state"] == "DECLINED"


async def test_the_quorum_is_counted_on_each_level_anew(library: Library) -> None:
    """Beyond the authority of one keeper it climbs, and two directors decide."""
    case = await library.loan()
    approval = await library.asked(case, worth="5000")
    await decide(library.keeper("kim", lend=9_000), approval)
    climbed = await decide(library.keeper("kora"), approval)
    assert (climbed["approval"]["role"], climbed["approval"]["level"]) == ("director", 1)
    await decide(library.director, approval)
    assert (await library.seen(case))["stage"] == "asked"
    other = library.person("dirk", "director", limits={"lend": 5_000})
    decided = await decide(other, approval)
    assert [step["decision"] for step in decided["approval"]["steps"]] == ["agreed", "endorsed", "agreed", "approved"]


async def test_a_level_that_does_not_decide_leaves_it_to_the_next(library: Library) -> None:
    """After a day; the last level is not left by anybody."""
    case = await library.loan()
    approval = await library.asked(case)
    await library.pass_by(hours=24)
    selection = f"approvals {{ {APPROVAL} }} events(newest: true, first: 1) {{ name actor }}"
    seen = await library.seen(case, selection)
    [waiting] = seen["approvals"]
    assert (waiting["state"], waiting["role"], waiting["escalatesAt"]) == ("PENDING", "director", None)
    assert waiting["steps"] == [
        {"by": "casewright", "onBehalfOf": None, "role": "keeper", "level": 0, "decision": "escalated"}
    ]
    assert seen["events"] == [{"name": "approval_escalated", "actor": "casewright"}]
    assert rules(await decide(library.keeper("kim"), approval)) == ["approval.role"]
    assert (await decide(library.director, approval))["problems"] == []


async def test_what_nobody_decides_is_over_and_may_be_asked_for_again(library: Library) -> None:
    """After three days, whatever the level; nothing rings for what was decided in time."""
    case, other = await library.loan(), await library.loan()
    late, in_time = await library.asked(case), await library.asked(other)
    for name in ("kim", "kora"):
        await decide(library.keeper(name), in_time)
    await library.pass_by(hours=73)
    await library.pass_by(hours=1)
    [approval] = (await library.seen(case, f"approvals {{ {APPROVAL} }}"))["approvals"]
    assert (approval["id"], approval["state"], approval["decidedBy"]) == (late, "EXPIRED", None)
    async with nothing_changes(library.stack):
        assert rules(await decide(library.director, late)) == ["approval.pending"]
    assert await library.asked(await library.seen(case)) != late
    names = {event["name"] for event in (await library.seen(other, "events { name }"))["events"]}
    assert names.isdisjoint({"approval_expired", "approval_escalated"})


async def test_a_request_ends_with_its_case(library: Library) -> None:
    """Nobody decides about a case that has ended another way, and nothing rings; it says why, and so does the event."""
    case = await library.loan()
    approval = await library.asked(case)
    await library.clerk.done("giveUpLoan", "loan { status }", id=case["id"], expectedVersion=case["version"])
    asked = "approvals { state decidedBy steps { by decision reason } } events(newest: true, first: 1) { data }"
    seen = await library.seen(case, asked)
    [found] = seen["approvals"]
    assert (found["state"], found["decidedBy"]) == ("LAPSED", None)
    assert found["steps"] == [{"by": "carla", "decision": "lapsed", "reason": "the case ended: given_up"}]
    [lapsed] = seen["events"][0]["data"]["lapsed"]
    assert (lapsed["approval"], lapsed["asked_by"]) == (approval.partition("-")[2], "carla")
    async with nothing_changes(library.stack):
        await library.pass_by(hours=100)
        assert rules(await decide(library.director, approval)) == ["approval.pending"]
    pending = await library.director.ask("{ pendingApprovals { totalCount } }")
    assert pending["pendingApprovals"]["totalCount"] == 0


async def test_a_request_ends_when_the_case_leaves_where_its_move_begins(library: Library) -> None:
    """One of two is agreed to: the other would begin where the case is no more, and nobody decides it later."""
    case = await library.loan(team="house")
    lent = await library.asked(case)
    read = await library.asked(await library.seen(case), "lendInTheHouse")
    warden = library.person("wanda", "warden", teams=("house",))
    await warden.done("decideApproval", "approval { state }", id=read, approve=True)
    asked = "stage approvals { id state steps { decision reason } } events(newest: true, first: 1) { data }"
    seen = await library.seen(case, asked)
    [found] = [each for each in seen["approvals"] if each["id"] == lent]
    assert (seen["stage"], found["state"]) == ("lent", "LAPSED")
    assert found["steps"] == [{"decision": "lapsed", "reason": "the case moved on to lent"}]
    [lapsed] = seen["events"][0]["data"]["lapsed"]
    assert (lapsed["transition"], lapsed["asked_by"]) == ("lend", "carla")
    async with nothing_changes(library.stack):
        await library.pass_by(hours=100)
        assert rules(await decide(library.director, lent)) == ["approval.pending"]


async def test_a_delegate_decides_with_the_rights_of_another(library: Library) -> None:
    """With that one's limits, as long as it lasts; the step names both."""
    case = await library.loan()
    approval = await library.asked(case)
    kim, nina = library.keeper("kim", lend=400), library.person("nina", "clerk", limits={"lend": 9_000})
    assert rules(await decide(nina, approval)) == ["approval.role"]
    made = await kim.done("delegateApprovals", "delegation { id roles delegate }", delegate="nina", **FUTURE)
    assert (made["delegation"]["roles"], made["delegation"]["delegate"]) == (["keeper"], "nina")
    waiting = "{ delegatedApprovals { edges { node { id } } } delegations { totalCount } }"
    shown = await nina.ask(waiting)
    assert [edge["node"]["id"] for edge in shown["delegatedApprovals"]["edges"]] == [approval]
    assert shown["delegations"]["totalCount"] == 1
    endorsed = await decide(nina, approval)  # 500 is more than kim may lend
    assert endorsed["approval"]["steps"] == [
        {"by": "nina", "onBehalfOf": "kim", "role": "keeper", "level": 0, "decision": "endorsed"}
    ]
    await kim.done("endDelegation", "delegation { until }", id=made["delegation"]["id"])
    assert (await nina.ask(waiting))["delegations"]["totalCount"] == 0
    another = await library.asked(await library.loan())
    async with nothing_changes(library.stack):
        assert rules(await decide(nina, another)) == ["approval.role"]
        over = await kim.do("endDelegation", "delegation { id }", id=made["delegation"]["id"])
        foreign = await nina.do("endDelegation", "delegation { id }", id=made["delegation"]["id"])
    assert (rules(over), codes(foreign)) == (["delegation.over"], ["NOT_FOUND"])


async def test_nobody_approves_their_own_request_through_another(library: Library) -> None:
    """Neither does the asker decide for a keeper, nor anybody for the asker."""
    case = await library.loan()
    kim = library.person("kim", "keeper", "clerk", limits={"lend": 9_000})
    values = {"id": case["id"], "expectedVersion": case["version"], "worth": "1"}
    approval = (await kim.done("lendLoan", "approval { id }", **values))["approval"]["id"]
    await kim.done("delegateApprovals", "delegation { id }", delegate="nina", **FUTURE)
    await library.keeper("kora").done("delegateApprovals", "delegation { id }", delegate="kim", **FUTURE)
    nina = library.person("nina", "clerk")
    async with nothing_changes(library.stack):
        assert rules(await decide(kim, approval)) == ["approval.four_eyes"]
        assert rules(await decide(nina, approval)) == ["approval.role"]
    for person in (kim, nina):
        shown = await person.ask("{ delegatedApprovals { totalCount } }")
        assert shown["delegatedApprovals"]["totalCount"] == 0


async def test_one_word_counts_once_whoever_says_it(library: Library) -> None:
    """A keeper and who decides for them are not two."""
    approval = await library.asked(await library.loan())
    kim = library.keeper("kim")
    await kim.done("delegateApprovals", "delegation { id }", delegate="nina", **FUTURE)
    await decide(library.person("nina", "clerk"), approval)
    async with nothing_changes(library.stack):
        assert rules(await decide(kim, approval)) == ["approval.four_eyes"]


async def test_a_delegate_reaches_what_both_reach(library: Library) -> None:
    """Only the teams of whoever delegates count, and nobody decides for a person who is excluded."""
    north, south = await library.loan(team="north"), await library.loan(team="south")
    wanda = library.person("wanda", "warden", teams=("north",))
    await wanda.done("delegateApprovals", "delegation { id }", delegate="nina", **FUTURE)
    nina = library.person("nina", "clerk", teams=("south",))
    own, foreign = [await library.asked(case, "lendInTheHouse") for case in (north, south)]
    async with nothing_changes(library.stack):
        assert rules(await decide(nina, foreign)) == ["approval.role"]
    third = await library.loan(team="north")
    barred = await library.asked(third, "lendInTheHouse")
    await library.director.done("excludePerson", "case { id }", id=third["id"], subject="wanda", reason="her own book")
    async with nothing_changes(library.stack):
        assert rules(await decide(nina, barred)) == ["approval.role"]
    assert (await decide(nina, own))["approval"]["state"] == "APPROVED"


async def test_nobody_delegates_what_they_have_not(library: Library) -> None:
    """Roles of others, oneself, times that are no times: refused, each with its place."""
    kim = library.keeper("kim")
    wrong: list[dict[str, Any]] = [
        {"delegate": "nina", "roles": ["director"]},
        {"delegate": "kim"},
        {"delegate": "nina", "until": "2026-03-02T08:59:00Z"},
        {"delegate": " "},
    ]
    async with nothing_changes(library.stack):
        found = [await kim.do("delegateApprovals", "delegation { id }", **FUTURE | values) for values in wrong]
    assert [rules(each) for each in found] == [
        ["delegation.roles"],
        ["delegation.delegate"],
        ["delegation.until"],
        ["delegate.missing"],
    ]
