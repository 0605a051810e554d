"""A service desk at work, through HTTP and on every database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import casewright_service_requests
from casewright.operations.outbox import fan_out
from casewright.operations.timers import fire_due_timers
from kit import Person, Stack, running
from story import SHOWN, WallClock, act, complete, decide, move, refused

PLUGINS = {"service_requests": casewright_service_requests}


async def resolution(person: Person, case: dict[str, Any]) -> dict[str, Any]:
    """The resolution clock of the case."""
    asked = await person.ask(
        "query($id: ID!) { case(id: $id) { clocks { name status deadlineAt explanation } } }", id=case["id"]
    )
    return next(clock for clock in asked["case"]["clocks"] if clock["name"] == "resolution")


async def needed(person: Person, case: dict[str, Any]) -> None:
    """Somebody on the desk finds that the request is one."""
    found = {"verdict": "NEEDS_PROCESS", "reasons": ["something_to_deliver"]}
    await person.done("screenCase", "case { id }", id=case["id"], **found)


async def agree_in_two_tiers(stack: Stack, case: dict[str, Any], clock: WallClock) -> dict[str, Any]:
    """The desk asks for 1,200, the clock stands for a day, the second tier's limit suffices."""
    agent = stack.person("ann", "service_agent")
    manager = stack.person("lena", "line_manager", limits={"request.approve": 500})
    owner = stack.person("otto", "budget_owner", limits={"request.approve": 10_000})
    asked = await act(agent, "fulfil", case, plan="Buy it", cost="1200")
    assert (asked["case"]["stage"], asked["approval"]["role"]) == ("fulfilment_plan", "line_manager")
    clock.now += timedelta(days=1)
    assert (await resolution(agent, case))["status"] == "PAUSED"
    assert (await decide(manager, asked["approval"]))["stage"] == "fulfilment_plan"
    agreed = await decide(owner, asked["approval"])
    going_on = await resolution(agent, case)
    assert going_on["status"] == "RUNNING"
    assert "paused 8 h by waiting for requester or supplier or an approval" in going_on["explanation"]
    return agreed


async def test_a_request_waits_for_its_approval_and_is_not_solved_at_once(database_url: str, tmp_path: Path) -> None:
    """A portal user asks, two tiers agree, the first delivery fails, the second is confirmed."""
    clock = WallClock(datetime(2026, 6, 1, 9, tzinfo=UTC))
    async with running(database_url, tmp_path, PLUGINS, now=clock) as stack:
        rita, agent = stack.person("rita", "requester"), stack.person("ann", "service_agent")
        fulfiller = stack.person("fred", "fulfiller")
        opened = await rita.done(
            "openServiceRequest",
            f"serviceRequest {{ {SHOWN} priority }}",
            item="Drawing tablet",
            details="For the new catalogue",
            impact="MEDIUM",
            urgency="HIGH",
            parties=[{"role": "requester", "name": "Rita Moss", "subject": "rita"}],
        )
        case = opened["serviceRequest"]
        assert (case["stage"], case["priority"]) == ("submitted", "ASAP")
        await needed(agent, case)
        case = await move(agent, "accept", case)
        case = await agree_in_two_tiers(stack, case, clock)
        assert case["stage"] == "fulfilment"

        assert await refused(agent, "resolve", case, solution="-") == ["tasks.required"]
        await complete(fulfiller, case, "Deliver what was asked for")
        case = await move(agent, "resolve", case, solution="It lies on the desk")
        assert await refused(agent, "confirm", case, satisfaction=5) == ["grant.work"]
        case = await move(rita, "reportUnsolved", case, reason="The pen is missing")
        assert case["stage"] == "fulfilment_plan"
        case = await move(agent, "fulfil", case, plan="Bring the pen", cost="0", reason="The pen is missing")
        await complete(fulfiller, case, "Deliver what was asked for")
        case = await move(agent, "resolve", case, solution="With the pen", reason="Delivered again")
        case = await move(rita, "confirm", case, satisfaction=4)
        assert (case["status"], case["outcome"]) == ("COMPLETED", "fulfilled")

        stranger = stack.person("stan", "requester")
        assert await stranger.ask("query($id: ID!) { case(id: $id) { id } }", id=case["id"]) == {"case": None}


async def test_a_declined_approval_ends_the_request(database_url: str, tmp_path: Path) -> None:
    """The desk asks for more than it may spend, the manager declines: it is rejected by itself, and its clocks stop.

    The reason is with the approval, where the requester finds it; whoever takes it up again plans it at another cost.
    """
    clock = WallClock(datetime(2026, 6, 1, 9, tzinfo=UTC))
    async with running(database_url, tmp_path, PLUGINS, now=clock) as stack:
        rita, agent = stack.person("rita", "requester"), stack.person("ann", "service_agent")
        manager = stack.person("lena", "line_manager", limits={"request.approve": 5000})
        parties = [{"role": "requester", "name": "Rita Moss", "subject": "rita"}]
        asked_for = {"item": "Drawing tablet", "details": "For the new catalogue", "parties": parties}
        case = (await rita.done("openServiceRequest", f"serviceRequest {{ {SHOWN} }}", **asked_for))["serviceRequest"]
        case = await move(agent, "accept", case)
        asked = await act(agent, "fulfil", case, plan="Buy it", cost="500")
        because = {"id": asked["approval"]["id"], "approve": False, "reason": "Two lie in the cupboard"}
        declined = (await manager.done("decideApproval", f"case {{ {SHOWN} }}", **because))["case"]
        assert declined["status"] == "ACTIVE", "it ends in an event of its own"
        await fire_due_timers(stack.platform)
        question = """query($id: ID!) { case(id: $id) { id version status outcome ... on ServiceRequest { rejection }
            approvals { state steps { reason } } clocks { name status } } }"""
        seen = (await rita.ask(question, id=case["id"]))["case"]
        assert (seen["status"], seen["outcome"], seen["rejection"]) == ("TERMINATED", "rejected", "NOT_APPROVED")
        assert seen["approvals"] == [{"state": "DECLINED", "steps": [{"reason": "Two lie in the cupboard"}]}]
        clock.now += timedelta(days=30)
        ended = (await agent.ask(question, id=case["id"]))["case"]
        assert {each["name"]: each["status"] for each in ended["clocks"]}["resolution"] == "MET"


async def test_a_system_down_comes_before_a_small_upgrade(database_url: str, tmp_path: Path) -> None:
    """Of two tickets the later, dangerous one is first in the queue; it is escalated, restored and reviewed."""
    async with running(database_url, tmp_path, PLUGINS) as stack:
        agent, chief = stack.person("ann", "service_agent"), stack.person("mia", "incident_manager")
        await agent.done("openServiceRequest", "serviceRequest { id }", item="More memory", details="Two spreadsheets")
        opened = await agent.done(
            "openIncident",
            f"incident {{ {SHOWN} priority risk {{ level }} }}",
            service="Ward system",
            symptom="No record opens",
            impact="HIGH",
            urgency="HIGH",
            peopleAffected=400,
            safetyAtStake=True,
        )
        case = opened["incident"]
        assert (case["priority"], case["risk"]["level"]) == ("STAT", "HIGH")
        queue = "{ cases(orderBy: [{field: RISK_POINTS, direction: DESC}]) { edges { node { type } } } }"
        first, second = (await agent.ask(queue))["cases"]["edges"]
        assert (first["node"]["type"], second["node"]["type"]) == ("Incident", "ServiceRequest")

        case = await move(agent, "acknowledge", case)
        assert await refused(agent, "diagnose", case, cause="Disk full") == ["major.not_declared"]
        case = await move(chief, "declareMajor", case)
        await complete(chief, case, "Gather the responders", "Tell everybody affected")
        case = await move(agent, "diagnose", case, cause="Disk full")
        case = await move(chief, "recordSecurityFinding", case, finding="Someone filled it on purpose")
        case = await move(agent, "restore", case, fix="More disk")
        case = await move(chief, "review", case)
        case = await move(chief, "concludeReview", case, lessons="Watch the disks")
        assert (case["stage"], case["outcome"]) == ("review", "resolved")

        question = "query($id: ID!) { case(id: $id) { ... on Incident { securityFinding } events { data } } }"
        seen = {person: (await person.ask(question, id=case["id"]))["case"] for person in (agent, chief)}
        assert seen[chief]["securityFinding"] == "Someone filled it on purpose"
        assert seen[agent]["securityFinding"] is None
        assert "on purpose" not in str(seen[agent])


async def test_a_dangerous_incident_is_an_incident_managers_to_decide(database_url: str, tmp_path: Path) -> None:
    """Mia is told at once and finds the task at every stage; of a harmless one she hears nothing."""
    async with running(database_url, tmp_path, PLUGINS, broker_url="redis://nowhere") as stack:
        agent, chief = stack.person("ann", "service_agent"), stack.person("mia", "incident_manager")
        await chief.done("keepMember", "member { id }", subject="mia", name="Mia", roles=["incident_manager"])
        values = {"service": "Ward system", "symptom": "Slow", "impact": "LOW", "urgency": "LOW"}
        await agent.done("openIncident", "incident { id }", **values)
        opened = await agent.done("openIncident", f"incident {{ {SHOWN} }}", **values, safetyAtStake=True)
        case = await move(agent, "acknowledge", opened["incident"])
        await fire_due_timers(stack.platform)
        await fan_out(stack.platform)
        asked = """{ worklist { edges { node { title case { id } } } }
            notifications { edges { node { kind case { id } event { name } } } } }"""
        seen = await chief.ask(asked)
        escalated = {"title": "Decide who goes on with the case: its risk is high", "case": {"id": case["id"]}}
        assert [edge["node"] for edge in seen["worklist"]["edges"]] == [escalated]
        told = {"kind": "ASSIGNMENT", "case": {"id": case["id"]}, "event": {"name": "risk_escalated"}}
        assert [edge["node"] for edge in seen["notifications"]["edges"]] == [told]


async def test_whoever_has_an_incident_is_warned_before_it_is_late(database_url: str, tmp_path: Path) -> None:
    """At half and three quarters of four hours Ann is told that it is due; then that it is overdue, and it is found.

    A lower priority gives it time again, and a clock that never started is found as well.
    """
    clock = WallClock(datetime(2026, 6, 1, 9, tzinfo=UTC))
    async with running(database_url, tmp_path, PLUGINS, now=clock, broker_url="redis://nowhere") as stack:
        agent, chief = stack.person("ann", "service_agent"), stack.person("mia", "incident_manager")
        values = {"service": "Mail", "symptom": "Nothing arrives", "impact": "HIGH", "urgency": "HIGH"}
        case = (await agent.done("openIncident", f"incident {{ {SHOWN} }}", **values))["incident"]
        given = await chief.done("assignCase", f"case {{ {SHOWN} }}", id=case["id"], subject="ann")
        case = await move(agent, "acknowledge", given["case"])

        told, marks = "{ notifications(first: 50) { edges { node { kind event { data } } } } }", []
        for _ in range(4):
            clock.now += timedelta(hours=1)
            await fire_due_timers(stack.platform)
            await fan_out(stack.platform)
        for edge in (await agent.ask(told))["notifications"]["edges"]:
            data = edge["node"]["event"]["data"]
            if data.get("clock") == "restoration":
                marks.append((data["mark"], edge["node"]["kind"]))
        assert marks == [("deadline", "OVERDUE"), ("warning_75", "DUE"), ("warning_50", "DUE")]
        found = "query($clock: ClockFilter) { cases(where: {clock: $clock}) { edges { node { id } } } }"
        late = {"name": "restoration", "status": ["MISSED"]}
        listed = await agent.ask(found, clock=late)
        assert [edge["node"]["id"] for edge in listed["cases"]["edges"]] == [case["id"]]
        case = await move(agent, "setPriority", case, priority="P3", because="Only the archive is down")
        assert (await agent.ask(found, clock=late))["cases"]["edges"] == []
        never = await agent.ask(found, clock={"name": "supplier", "status": ["PENDING"]})
        assert [edge["node"]["id"] for edge in never["cases"]["edges"]] == [case["id"]]


async def test_nobody_agrees_to_a_request_of_their_own(database_url: str, tmp_path: Path) -> None:
    """A requester who is a line manager too cannot agree, and nothing moves; another line manager can."""
    async with running(database_url, tmp_path, PLUGINS) as stack:
        rita = stack.person("rita", "requester", "line_manager", limits={"request.approve": 5000})
        lena = stack.person("lena", "line_manager", limits={"request.approve": 5000})
        agent = stack.person("ann", "service_agent")
        opened = await rita.done(
            "openServiceRequest",
            f"serviceRequest {{ {SHOWN} }}",
            item="Drawing tablet",
            details="For the new catalogue",
            parties=[{"role": "requester", "name": "Rita Moss", "subject": "rita"}],
        )
        case = await move(agent, "accept", opened["serviceRequest"])
        asked = await act(agent, "fulfil", case, plan="Buy it", cost="500")
        payload = await rita.do("decideApproval", "case { id }", id=asked["approval"]["id"], approve=True)
        assert [problem["code"] for problem in payload["problems"]] == ["FORBIDDEN"]
        found = await agent.ask("query($id: ID!) { case(id: $id) { stage version } }", id=case["id"])
        assert found["case"] == {"stage": "fulfilment_plan", "version": case["version"]}
        assert (await decide(lena, asked["approval"]))["stage"] == "fulfilment"


async def test_a_problem_ends_after_its_incidents(database_url: str, tmp_path: Path) -> None:
    """Two incidents, one cause: a workaround, an authorised change, and the end when both incidents are closed."""
    async with running(database_url, tmp_path, PLUGINS) as stack:
        agent, paula = stack.person("ann", "service_agent"), stack.person("paula", "problem_manager")
        values = {"service": "Mail", "symptom": "Late", "impact": "MEDIUM", "urgency": "MEDIUM"}
        incidents = [
            (await agent.done("openIncident", f"incident {{ {SHOWN} }}", **values))["incident"] for _ in range(2)
        ]
        case = (await paula.done("openServiceProblem", f"serviceProblem {{ {SHOWN} }}", incidentsCounted=2, **values))[
            "serviceProblem"
        ]
        chief = stack.person("mia", "problem_manager", "incident_manager")
        for each in incidents:
            await chief.done("linkCases", "case { id }", id=case["id"], otherId=each["id"], kind="PARENT")
        case = await move(paula, "investigate", case)
        case = await move(paula, "declareKnownError", case, cause="A full queue", workaround="Send it twice")
        await complete(paula, case, "Tell the desk the workaround")
        asked = await act(paula, "planChange", case, kind="NORMAL", change="A bigger queue")
        assert asked["approval"]["role"] == "change_authority"
        case = await decide(stack.person("carl", "change_authority"), asked["approval"])
        case = await move(paula, "reportChange", case)
        assert await refused(paula, "solve", case) == ["children.ended"]
        for each in incidents:
            each = await move(agent, "acknowledge", each)
            each = await move(agent, "diagnose", each, cause="A full queue")
            each = await move(agent, "restore", each, fix="A bigger queue")
            await move(agent, "close", each)
        assert (await move(paula, "solve", case))["outcome"] == "solved"
