"""A service desk at work, through HTTP and on every database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import casewright_service_requests
from kit import Person, running

PLUGINS = {"service_requests": casewright_service_requests}
SHOWN = "id version stage status outcome"


@dataclass
class WallClock:
    """The time everybody reads, set by the story."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


async def move(person: Person, name: str, case: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Make a move on the case; returns it as it is then."""
    kind = "Incident" if name.endswith("Incident") else "ServiceRequest"
    shown = f"{kind[0].lower()}{kind[1:]} {{ {SHOWN} }} approval {{ id role }}"
    payload = await person.done(name, shown, id=case["id"], expectedVersion=case["version"], **values)
    after: dict[str, Any] = payload[f"{kind[0].lower()}{kind[1:]}"]
    return after | {"approval": payload["approval"]}


async def complete(person: Person, case: dict[str, Any], *titles: str) -> None:
    """Do tasks of the case."""
    asked = await person.ask("query($id: ID!) { case(id: $id) { tasks(state: OPEN) { id title } } }", id=case["id"])
    ids = {task["title"]: task["id"] for task in asked["case"]["tasks"]}
    for title in titles:
        await person.done("completeTask", "task { state }", id=ids[title])


async def resolution(person: Person, case: dict[str, Any]) -> dict[str, Any]:
    """The resolution clock of the case."""
    asked = await person.ask(
        "query($id: ID!) { case(id: $id) { clocks { name status deadlineAt explanation } } }", id=case["id"]
    )
    return next(clock for clock in asked["case"]["clocks"] if clock["name"] == "resolution")


async def test_a_request_waits_for_its_approval_and_is_not_solved_at_once(database_url: str, tmp_path: Path) -> None:
    """A portal user asks, two tiers agree while the clock stands, the first delivery fails, the second is confirmed."""
    clock = WallClock(datetime(2026, 6, 1, 9, tzinfo=UTC))
    async with running(database_url, tmp_path, PLUGINS, now=clock) as stack:
        rita = stack.person("rita", "requester")
        agent = stack.person("ann", "service_agent")
        fulfiller = stack.person("fred", "fulfiller")
        manager = stack.person("lena", "line_manager", limits={"request.approve": 500})
        owner = stack.person("otto", "budget_owner", limits={"request.approve": 10_000})
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
        assert (case["stage"], case["priority"]) == ("submitted", "HIGH")

        case = await move(agent, "acceptServiceRequest", case)
        asked = await move(agent, "fulfilServiceRequest", case, plan="Buy it", cost="1200")
        assert (asked["stage"], asked["approval"]["role"]) == ("fulfilment_plan", "line_manager")
        await agent.done("startWaiting", "case { id }", id=case["id"], partyRole="approver", reason="1,200 to agree")
        clock.now += timedelta(days=1)
        assert (await resolution(agent, case))["status"] == "PAUSED"

        for decider, stage in ((manager, "fulfilment_plan"), (owner, "fulfilment")):
            decided = await decider.done(
                "decideApproval", f"case {{ {SHOWN} }}", id=asked["approval"]["id"], approve=True
            )
            case = decided["case"]
            assert case["stage"] == stage
        await agent.done("endWaiting", "case { id }", id=case["id"], partyRole="approver")
        running_on = await resolution(agent, case)
        assert running_on["status"] == "RUNNING"
        assert "paused 8 h by waiting for requester or approver or supplier" in running_on["explanation"]

        held = await agent.do(
            "resolveServiceRequest",
            "serviceRequest { id }",
            id=case["id"],
            expectedVersion=case["version"],
            solution="-",
        )
        assert [problem["rule"] for problem in held["problems"]] == ["tasks.required"]
        await complete(fulfiller, case, "Deliver what was asked for")
        case = await move(agent, "resolveServiceRequest", case, solution="It lies on the desk")
        refused = await agent.do(
            "confirmServiceRequest",
            "serviceRequest { id }",
            id=case["id"],
            expectedVersion=case["version"],
            satisfaction=5,
        )
        assert [problem["code"] for problem in refused["problems"]] == ["FORBIDDEN"]

        case = await move(rita, "reportUnsolvedServiceRequest", case, reason="The pen is missing")
        assert case["stage"] == "fulfilment_plan"
        case = await move(
            agent, "fulfilServiceRequest", case, plan="Bring the pen", cost="0", reason="The pen is missing"
        )
        await complete(fulfiller, case, "Deliver what was asked for")
        case = await move(agent, "resolveServiceRequest", case, solution="With the pen", reason="Delivered again")
        case = await move(rita, "confirmServiceRequest", case, satisfaction=4)
        assert (case["status"], case["outcome"]) == ("COMPLETED", "fulfilled")

        stranger = await stack.person("stan", "requester").ask(
            "query($id: ID!) { case(id: $id) { id } }", id=case["id"]
        )
        assert stranger["case"] is None


async def test_a_system_down_comes_before_a_small_upgrade(database_url: str, tmp_path: Path) -> None:
    """Of two tickets the later, dangerous one is first in the queue; it is escalated, restored and reviewed."""
    async with running(database_url, tmp_path, PLUGINS) as stack:
        agent = stack.person("ann", "service_agent")
        chief = stack.person("mia", "incident_manager")
        await agent.done("openServiceRequest", "serviceRequest { id }", item="More memory", details="Two spreadsheets")
        opened = await agent.done(
            "openIncident",
            f"incident {{ {SHOWN} severity risk {{ level }} }}",
            service="Ward system",
            symptom="No record opens",
            impact="HIGH",
            urgency="HIGH",
            peopleAffected=400,
            safetyAtStake=True,
        )
        case = opened["incident"]
        assert (case["severity"], case["risk"]["level"]) == ("CRITICAL", "HIGH")
        queue = await agent.ask(
            "{ cases(orderBy: [{field: RISK_POINTS, direction: DESC}]) { edges { node { type } } } }"
        )
        assert [edge["node"]["type"] for edge in queue["cases"]["edges"]] == ["Incident", "ServiceRequest"]

        case = await move(agent, "acknowledgeIncident", case)
        quiet = await agent.do(
            "diagnoseIncident", "incident { id }", id=case["id"], expectedVersion=case["version"], cause="Disk full"
        )
        assert [problem["rule"] for problem in quiet["problems"]] == ["major.not_declared"]
        case = await move(chief, "declareMajorIncident", case)
        await complete(chief, case, "Gather the responders", "Tell everybody affected")
        case = await move(agent, "diagnoseIncident", case, cause="Disk full")
        case = await move(chief, "recordSecurityFindingIncident", case, finding="Someone filled it on purpose")
        case = await move(agent, "restoreIncident", case, fix="More disk")
        case = await move(chief, "reviewIncident", case)
        case = await move(chief, "concludeReviewIncident", case, lessons="Watch the disks")
        assert (case["stage"], case["outcome"]) == ("review", "resolved")

        question = "query($id: ID!) { case(id: $id) { ... on Incident { securityFinding } events { data } } }"
        seen = {person: (await person.ask(question, id=case["id"]))["case"] for person in (agent, chief)}
        assert seen[chief]["securityFinding"] == "Someone filled it on purpose"
        assert seen[agent]["securityFinding"] is None
        assert "on purpose" not in str(seen[agent])
