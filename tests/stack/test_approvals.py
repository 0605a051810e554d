"""Four eyes: who asks does not decide, a chain climbs, and the last word looks at the case as it is then."""

from typing import Any

import pytest

from kit import Person
from stack.town import CASE, Town, codes, nothing_changes, rules

APPROVAL = "id state role level decidedBy steps { by role decision reason }"


async def asked(town: Town, price: str = "500") -> tuple[dict[str, Any], str]:
    """A planned tree whose felling waits for approval: the case and the id of the approval."""
    case = await town.planned()
    payload = await town.move(case, "fell", price=price)
    return case, payload["approval"]["id"]


async def decide(person: Person, approval: str, *, approve: bool = True, **more: Any) -> dict[str, Any]:
    selection = f"approval {{ {APPROVAL} }} case {{ {CASE} }}"
    return await person.do("decideApproval", selection, id=approval, approve=approve, **more)


async def test_a_transition_that_needs_approval_waits(town: Town) -> None:
    """The case stays where it is, the arguments are kept, and the request is on the list of those who decide."""
    case, approval = await asked(town)
    seen = await town.seen(case, "stage version approvals { id state arguments } ")
    assert (case["stage"], seen["stage"]) == ("planned", "planned")
    assert seen["approvals"] == [{"id": approval, "state": "PENDING", "arguments": {"price": "500"}}]
    waiting = "{ pendingApprovals { totalCount edges { node { id transition askedBy case { id } } } } }"
    [edge] = (await town.head.ask(waiting))["pendingApprovals"]["edges"]
    assert edge["node"] == {"id": approval, "transition": "fell", "askedBy": "carla", "case": {"id": case["id"]}}
    for other in (town.clerk, town.person("carla", "clerk", "head")):
        assert (await other.ask(waiting))["pendingApprovals"]["totalCount"] == 0


async def test_it_is_made_when_another_person_agrees(town: Town) -> None:
    """The move and the decision are one event, and both people are named."""
    case, approval = await asked(town)
    payload = await town.head.done("decideApproval", f"approval {{ {APPROVAL} }}", id=approval, approve=True)
    assert (payload["approval"]["state"], payload["approval"]["decidedBy"]) == ("APPROVED", "henry")
    seen = await town.seen(case, "stage events(newest: true, first: 1) { name actor data }")
    [event] = seen["events"]
    assert (seen["stage"], event["name"], event["actor"]) == ("felled", "transitioned", "henry")
    assert (event["data"]["approval"] != "", event["data"]["asked_by"]) == (True, "carla")


async def test_an_approval_may_depend_on_the_case(town: Town) -> None:
    """Only a protected tree needs one for its plan."""
    free, protected = await town.inspected(), await town.inspected(protected=True)
    moved = await town.move(free, "plan", remedy="prune")
    held = await town.move(protected, "plan", remedy="prune")
    assert (moved["approval"], free["stage"]) == (None, "planned")
    assert (held["approval"]["state"], protected["stage"]) == ("PENDING", "inspected")


async def test_a_case_that_goes_back_is_asked_about_anew(town: Town) -> None:
    """What was asked before the way back lapses; a move that stays at the stage leaves it as it is."""
    case, approval = await asked(town)
    await town.move(case, "book", amount="1")
    states = "approvals { id state }"
    assert (await town.seen(case, states))["approvals"] == [{"id": approval, "state": "PENDING"}]
    await town.move(case, "sendBack", reason="wrong tree")
    assert (await town.seen(case, states))["approvals"] == [{"id": approval, "state": "LAPSED"}]
    await town.do_tasks(case)
    await town.move(case, "inspect", reason="a better report came")
    await town.move(case, "plan", remedy="fell it", reason="the plan is the same")
    async with nothing_changes(town.stack):
        assert rules(await decide(town.head, approval)) == ["approval.pending"]
    again = await town.move(case, "fell", price="500")
    assert again["approval"]["id"] != approval


async def test_the_asker_does_not_decide_whatever_their_roles(town: Town) -> None:
    """The same person with the role of the decider is still the same person."""
    _, approval = await asked(town)
    async with nothing_changes(town.stack):
        refused = await decide(town.person("carla", "clerk", "head", limits={"fell": 9000}), approval)
    assert (codes(refused), rules(refused)) == (["REFUSED"], ["approval.four_eyes"])
    assert (await decide(town.head, approval))["problems"] == []


@pytest.mark.parametrize(
    ("role", "code", "rule"),
    [
        ("clerk", "FORBIDDEN", "approval.role"),
        ("auditor", "FORBIDDEN", "grant.work"),
        ("stranger", "NOT_FOUND", "object.absent"),
    ],
)
async def test_only_the_role_asked_decides(town: Town, role: str, code: str, rule: str | None) -> None:
    """Another role is told so; who does not see the case is told nothing."""
    _, approval = await asked(town)
    async with nothing_changes(town.stack):
        refused = await decide(town.person("nina", role), approval)
    assert (codes(refused), rules(refused)) == ([code], [rule])


async def test_the_role_asked_must_reach_the_case(town: Town) -> None:
    """A warden decides for the own team; being a clerk as well does not widen that."""
    case = await town.inspected(protected=True, team="north")
    approval = (await town.move(case, "plan", remedy="prune"))["approval"]["id"]
    async with nothing_changes(town.stack):
        refused = await decide(town.person("wanda", "warden", "clerk", teams=("south",)), approval)
    assert (codes(refused), rules(refused)) == (["FORBIDDEN"], ["approval.role"])
    decided = await decide(town.person("wim", "warden", teams=("north",)), approval)
    assert (decided["problems"], decided["case"]["stage"]) == ([], "planned")


async def test_agreeing_beyond_ones_authority_endorses_and_climbs(town: Town) -> None:
    """The next level decides, and nobody decides twice."""
    case, approval = await asked(town, price="1000")
    small = town.person("henry", "head", "director", limits={"fell": 999})
    endorsed = await decide(small, approval, reason="seems right")
    assert endorsed["problems"] == []
    assert (endorsed["approval"]["state"], endorsed["approval"]["role"]) == ("PENDING", "director")
    assert endorsed["approval"]["steps"] == [
        {"by": "henry", "role": "head", "decision": "endorsed", "reason": "seems right"}
    ]
    async with nothing_changes(town.stack):
        again = await decide(small, approval)
    assert rules(again) == ["approval.four_eyes"]
    director = town.person("dora", "director", limits={"fell": 5000})
    decided = await decide(director, approval)
    assert [step["decision"] for step in decided["approval"]["steps"]] == ["endorsed", "approved"]
    assert (await town.seen(case))["stage"] == "felled"


async def test_above_the_last_level_nobody_can_agree(town: Town) -> None:
    """It can still be declined or withdrawn."""
    _, approval = await asked(town, price="1000")
    await decide(town.person("henry", "head"), approval)
    poor = town.person("dora", "director", limits={"fell": 1})
    async with nothing_changes(town.stack):
        assert rules(await decide(poor, approval)) == ["approval.authority"]
    declined = await decide(poor, approval, approve=False, reason="too dear")
    assert declined["approval"]["state"] == "DECLINED"


async def test_declining_needs_a_reason_and_leaves_the_case(town: Town) -> None:
    """Afterwards it may be asked for again."""
    case, approval = await asked(town)
    async with nothing_changes(town.stack):
        refused = await decide(town.head, approval, approve=False)
        blank = await decide(town.head, approval, approve=False, reason=" ")
    assert (codes(refused), codes(blank)) == (["BAD_USER_INPUT"], ["BAD_USER_INPUT"])
    declined = await decide(town.head, approval, approve=False, reason="wait for spring")
    assert (declined["approval"]["state"], declined["case"]["stage"]) == ("DECLINED", "planned")
    again = await town.move(case, "fell", price="400")
    assert again["approval"]["state"] == "PENDING"


async def test_a_decided_approval_is_decided(town: Town) -> None:
    """Neither a second decision nor a withdrawal changes it."""
    _, approval = await asked(town)
    await decide(town.head, approval)
    async with nothing_changes(town.stack):
        again = await decide(town.person("hilda", "head", limits={"fell": 1000}), approval)
        late = await town.clerk.do("withdrawApproval", "approval { state }", id=approval)
    assert (rules(again), rules(late)) == (["approval.pending"], ["approval.pending"])


async def test_the_function_runs_again_on_the_fresh_case(town: Town) -> None:
    """When the facts changed meanwhile, agreeing is refused and the approval goes on waiting."""
    case, approval = await asked(town)
    case = await town.seen(case)
    await town.clerk.done(
        "updateTreeCase", "treeCase { id }", id=case["id"], expectedVersion=case["version"], cost="499"
    )
    async with nothing_changes(town.stack):
        refused = await decide(town.head, approval)
    assert (codes(refused), rules(refused)) == (["REFUSED"], ["fell.cost"])
    assert (await town.seen(case, "approvals { state }"))["approvals"] == [{"state": "PENDING"}]


async def test_the_same_transition_waits_only_once(town: Town) -> None:
    """A second request is refused while the first one is pending."""
    case, _ = await asked(town)
    case = await town.seen(case)
    async with nothing_changes(town.stack):
        refused = await town.clerk.do(
            "fellTreeCase", "treeCase { id }", id=case["id"], expectedVersion=case["version"], price="1"
        )
    assert rules(refused) == ["approval.pending"]


async def test_what_the_function_refuses_is_not_asked_for(town: Town) -> None:
    """A request that could never be granted is refused at once."""
    case = await town.planned()
    async with nothing_changes(town.stack):
        refused = await town.clerk.do(
            "fellTreeCase", "treeCase { id }", id=case["id"], expectedVersion=case["version"], price="1000.01"
        )
    assert rules(refused) == ["fell.cost"]


async def test_only_the_asker_withdraws(town: Town) -> None:
    """A withdrawn request may be asked for again."""
    case, approval = await asked(town)
    async with nothing_changes(town.stack):
        refused = await town.person("nina", "clerk").do("withdrawApproval", "approval { state }", id=approval)
    assert rules(refused) == ["approval.asker"]
    payload = await town.clerk.done("withdrawApproval", "approval { state } case { stage }", id=approval)
    assert payload["approval"]["state"] == "WITHDRAWN"
    assert (await town.move(case, "fell", price="1"))["approval"]["state"] == "PENDING"
