"""Cases find their people: the directory, routing with its reasons, absences, and queues in their order."""

from typing import Any

import pytest

from stack.town import Town, codes, nothing_changes, rules

CANDIDATES = "query($id: ID!, $team: String) { candidates(caseId: $id, team: $team) { subject eligible reasons } }"


async def keep(town: Town, subject: str, **known: Any) -> str:
    """Somebody of the team north who works on trees; their id."""
    values = {"name": subject.title(), "roles": ["warden"], "teams": ["north"]} | known
    kept = await town.head.done("keepMember", "member { id }", subject=subject, **values)
    identity: str = kept["member"]["id"]
    return identity


async def away(town: Town, subject: str, **more: Any) -> str:
    """An absence of many years; its id."""
    told = await town.head.done(
        "recordAbsence", "absence { id subject }", subject=subject, until="2099-01-01T00:00:00Z", **more
    )
    identity: str = told["absence"]["id"]
    return identity


async def route(town: Town, case: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The payload of routing a case."""
    return await town.clerk.do("routeCase", "case { assignee team }", id=case["id"], **values)


async def test_a_case_goes_to_whoever_has_the_fewest(town: Town) -> None:
    """The assignment and the event tell why this person was chosen."""
    await keep(town, "wanda")
    await keep(town, "wim")
    first, second = await town.tree(team="north"), await town.tree(team="north")
    assert (await route(town, first))["case"] == {"assignee": "wanda", "team": "north"}
    await town.clerk.done("routeCase", "case { assignee }", id=second["id"], reason="the daily round")
    selection = "assignee assignments(first: 1) { subject reason choice } events(newest: true, first: 1) { name data }"
    seen = await town.seen(second, selection)
    why = ["has 0 cases of 20"]
    assert seen["assignments"] == [{"subject": "wim", "reason": "the daily round", "choice": why}]
    [event] = seen["events"]
    assert (seen["assignee"], event["name"], event["data"]["choice"]) == ("wim", "routed", why)


async def test_skill_language_and_limit_decide_who_can(town: Town) -> None:
    """Candidates are shown before anybody is chosen, those who cannot with what they lack; their own limit counts."""
    await keep(town, "wanda", skills=["old trees"], languages=["de"])
    await keep(town, "wim", skills=["old trees"], languages=["nl", "de"], caseloadLimit=1)
    case = await town.tree(team="north", protected=True, street="Rue Haute")
    found = (await town.clerk.ask(CANDIDATES, id=case["id"]))["candidates"]
    assert found == [
        {"subject": "wim", "eligible": True, "reasons": ["has the skill old trees", "speaks nl", "has 0 cases of 1"]},
        {"subject": "wanda", "eligible": False, "reasons": ["speaks none of fr, nl"]},
    ]
    await town.clerk.done("assignCase", "case { id }", id=(await town.tree())["id"], subject="wim")
    async with nothing_changes(town.stack):
        refused = await route(town, case)
    assert rules(refused) == ["routing.nobody"]
    assert "wim has 1 cases of 1" in refused["problems"][0]["message"]


async def test_whoever_knows_the_people_has_them_again(town: Town) -> None:
    """A case of the same person goes to whoever had the other one, though others have less to do."""
    await keep(town, "wanda")
    await keep(town, "wim")
    before = await town.tree(team="north")
    await town.clerk.done("assignCase", "case { id }", id=before["id"], subject="wim")
    robin = {"role": "reporter", "name": "Robin"}
    party = (await town.clerk.done("addParty", "role { party { id } }", id=before["id"], party=robin))["role"]["party"]
    case = await town.tree(team="north")
    again = {"role": "reporter", "partyId": party["id"]}
    await town.clerk.done("addParty", "role { id }", id=case["id"], party=again)
    assert (await route(town, case))["case"]["assignee"] == "wim"


async def test_a_substitute_has_the_cases_of_who_is_away(town: Town) -> None:
    """Until they are back, though another one has less to do."""
    for subject in ("abel", "wanda", "wim"):
        await keep(town, subject)
    await town.clerk.done("assignCase", "case { id }", id=(await town.tree())["id"], subject="wim")
    case = await town.tree(team="north")
    await town.clerk.done("assignCase", "case { id }", id=case["id"], subject="wanda")
    absence = await away(town, "wanda", substitute="wim")
    assert (await route(town, case))["case"]["assignee"] == "wim"
    [shown] = (await town.head.ask("{ absences { edges { node { id subject substitute recordedBy } } } }"))["absences"][
        "edges"
    ]
    assert shown["node"] == {"id": absence, "subject": "wanda", "substitute": "wim", "recordedBy": "henry"}
    wanda = town.person("wanda", "warden", teams=("north",))
    ended = await wanda.done("endAbsence", "absence { until }", id=absence)
    assert ended["absence"]["until"] < "2099"
    async with nothing_changes(town.stack):
        assert rules(await wanda.do("endAbsence", "absence { id }", id=absence)) == ["absence.over"]
        stranger = await town.person("nina", "warden").do("endAbsence", "absence { id }", id=absence)
    assert codes(stranger) == ["NOT_FOUND"]


async def test_whoever_is_excluded_is_no_candidate(town: Town) -> None:
    """Nor is whoever has no role for such a case, is not active, or owns the tree."""
    for subject in ("wanda", "olaf"):
        await keep(town, subject)
    await keep(town, "wim", active=False)
    await keep(town, "zoe", roles=["auditor"])
    case = await town.tree(team="north")
    await town.head.done("excludePerson", "case { id }", id=case["id"], subject="wanda", reason="her own tree")
    owner = {"role": "owner", "name": "Olaf", "subject": "olaf"}
    await town.clerk.done("addParty", "role { id }", id=case["id"], party=owner)
    found = (await town.clerk.ask(CANDIDATES, id=case["id"]))["candidates"]
    assert found == [{"subject": "zoe", "eligible": False, "reasons": ["none of their roles works on such a case"]}]
    async with nothing_changes(town.stack):
        assert rules(await route(town, case)) == ["routing.nobody"]
        assert rules(await route(town, case, team="nobody")) == ["routing.nobody"]


async def test_the_queue_has_the_most_urgent_first(town: Town) -> None:
    """Then those that wait longest; what somebody has is in no queue, and a queue is of one's own teams."""
    wanda = town.person("wanda", "warden", teams=("north",))
    first, second, third = [await town.tree(team="north") for _ in range(3)]
    other = await town.tree(team="south")
    await town.do_tasks(third)
    await town.move(third, "inspect")
    dead = [{"item": "crown", "option": "dead"}, {"item": "lean", "number": "3"}]
    await town.clerk.done("submitAssessment", "case { priority }", id=third["id"], instrument="vitality", answers=dead)
    await town.clerk.done("assignCase", "case { id }", id=first["id"], subject="wim")
    queue = "query($team: String) { queue(team: $team) { totalCount edges { node { id } } } }"
    waiting = (await wanda.ask(queue))["queue"]
    assert [edge["node"]["id"] for edge in waiting["edges"]] == [third["id"], second["id"]]
    assert waiting["totalCount"] == 2
    assert (await wanda.ask(queue, team="south"))["queue"]["totalCount"] == 0
    [edge] = (await town.clerk.ask(queue, team="south"))["queue"]["edges"]
    assert edge["node"]["id"] == other["id"]


async def test_the_directory_is_seen_by_those_who_need_it(town: Town) -> None:
    """Everybody else sees what is known of themselves; what is written down anew replaces what was."""
    await keep(town, "wanda", email="wanda@town.example", skills=["old trees"], caseloadLimit=5)
    await keep(town, "wim", teams=["south"])
    kept = await town.head.done(
        "keepMember",
        "member { name email skills caseloadLimit teams { name } roles { name } changedBy }",
        subject="wanda",
        name="Wanda W.",
        teams=["east", "south"],
        roles=["warden"],
    )
    assert kept["member"] == {
        "name": "Wanda W.",
        "email": None,
        "skills": [],
        "caseloadLimit": None,
        "teams": [{"name": "east"}, {"name": "south"}],
        "roles": [{"name": "warden"}],
        "changedBy": "henry",
    }
    members = "query($team: String) { members(team: $team) { edges { node { subject teams { name } } } } }"
    south = (await town.clerk.ask(members, team="south"))["members"]["edges"]
    assert [edge["node"]["subject"] for edge in south] == ["wanda", "wim"]
    own = (await town.person("wanda", "warden").ask(members))["members"]["edges"]
    assert [edge["node"]["subject"] for edge in own] == ["wanda"]
    assert (await town.person("nina", "auditor").ask(members))["members"]["edges"] == []


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"subject": " "}, ["input", "subject"]),
        ({"email": "nowhere"}, ["input", "email"]),
        ({"caseloadLimit": -1}, ["input", "caseloadLimit"]),
    ],
)
async def test_a_member_that_is_none_is_not_kept(town: Town, values: dict[str, Any], path: list[str]) -> None:
    """What is wrong is named by its place."""
    async with nothing_changes(town.stack):
        refused = await town.head.do("keepMember", "member { id }", **({"subject": "wim", "name": "Wim"} | values))
    assert [problem["path"] for problem in refused["problems"]] == [path]


async def test_who_keeps_no_directory_changes_nothing_of_others(town: Town) -> None:
    """They tell of their own absences only, and of such as are to come; a candidate is for those who assign."""
    case = await town.tree()
    wanda = town.person("wanda", "warden", teams=("north",))
    future = {"until": "2099-01-01T00:00:00Z"}
    async with nothing_changes(town.stack):
        assert codes(await town.clerk.do("keepMember", "member { id }", subject="x", name="X")) == ["FORBIDDEN"]
        assert codes(await wanda.do("recordAbsence", "absence { id }", subject="wim", **future)) == ["FORBIDDEN"]
        past = await wanda.do("recordAbsence", "absence { id }", until="2020-01-01T00:00:00Z")
        own = await wanda.do("recordAbsence", "absence { id }", substitute="wanda", **future)
        answer = await town.head.send(CANDIDATES, id=case["id"])
    assert (rules(past), rules(own)) == (["absence.until"], ["absence.substitute"])
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    gone = await wanda.done("recordAbsence", "absence { subject recordedBy }", **future)
    assert gone["absence"] == {"subject": "wanda", "recordedBy": "wanda"}
