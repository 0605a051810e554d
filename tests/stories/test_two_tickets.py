"""Story 6: a small hardware upgrade and a hospital system down; the second is first in the queue and escalated."""

from typing import Any

from kit import Person, Stack
from story import SHOWN, complete, move, refused

QUEUE = "{ queue { edges { node { id type priority risk { level } } } } }"


async def report(agent: Person) -> tuple[dict[str, Any], dict[str, Any]]:
    """First somebody wants more memory; then no ward can open a record any more."""
    wanted = await agent.done(
        "openServiceRequest",
        f"serviceRequest {{ {SHOWN} priority }}",
        team="desk",
        item="More memory",
        details="For two spreadsheets",
    )
    down = await agent.done(
        "openIncident",
        f"incident {{ {SHOWN} priority }}",
        team="desk",
        service="Ward system",
        symptom="No record opens",
        impact="HIGH",
        urgency="HIGH",
        peopleAffected=400,
        safetyAtStake=True,
    )
    return wanted["serviceRequest"], down["incident"]


async def staff(chief: Person) -> None:
    """Ann and Ben are at the desk, Ben has the fewer cases; Cem knows networks and is elsewhere."""
    for subject, team in (("ann", "desk"), ("ben", "desk"), ("cem", "network")):
        known = {"name": subject.title(), "roles": ["service_agent"], "teams": [team]}
        await chief.done("keepMember", "member { id }", subject=subject, **known)


async def test_the_system_down_comes_first(stack: Stack) -> None:
    """Reported later, worked on first: routed to who has time, escalated because somebody may come to harm."""
    ann = stack.person("ann", "service_agent", teams=("desk",))
    ben = stack.person("ben", "service_agent", teams=("desk",))
    mia = stack.person("mia", "incident_manager", "service_manager", teams=("desk",))
    await staff(mia)
    small, down = await report(ann)
    waiting = [edge["node"] for edge in (await ben.ask(QUEUE))["queue"]["edges"]]
    assert waiting == [
        {"id": down["id"], "type": "Incident", "priority": "STAT", "risk": {"level": "HIGH"}},
        {"id": small["id"], "type": "ServiceRequest", "priority": "ROUTINE", "risk": {"level": "LOW"}},
    ]

    # Ann has a case already, so the chief's routing gives it to Ben, and says why.
    busy = await ann.done("openServiceRequest", f"serviceRequest {{ {SHOWN} }}", team="desk", item="Mouse", details="-")
    await ann.done("claimCase", "case { id }", id=busy["serviceRequest"]["id"])
    routed = await mia.done("routeCase", "case { assignee version assignments(first: 1) { choice } }", id=down["id"])
    down["version"] = routed["case"].pop("version")
    assert routed["case"] == {"assignee": "ben", "assignments": [{"choice": ["has 0 cases"]}]}
    assert [edge["node"]["id"] for edge in (await ben.ask(QUEUE))["queue"]["edges"]] == [small["id"]]

    # It cannot be repaired like any other: it is escalated first, and everybody affected is told.
    down = await move(ben, "acknowledge", down)
    assert await refused(ben, "diagnose", down, cause="The disk is full") == ["major.not_declared"]
    down = await move(mia, "declareMajor", down)
    await complete(mia, down, "Gather the responders", "Tell everybody affected")
    down = await move(ben, "diagnose", down, cause="The disk is full")
    down = await move(ben, "restore", down, fix="More disk")
    down = await move(mia, "review", down)
    down = await move(mia, "concludeReview", down, lessons="Watch the disks")
    assert (down["status"], down["outcome"]) == ("COMPLETED", "resolved")

    # The small one was never in a hurry, and is taken now.
    taken = await ben.done("claimCase", "case { assignee priority }", id=small["id"])
    assert taken["case"] == {"assignee": "ben", "priority": "ROUTINE"}
