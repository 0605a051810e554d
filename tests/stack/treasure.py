"""One object of every kind that has an id: what the walks through the schema are after."""

from stack.furniture import furnish
from stack.town import Town

CANARY = "CANARY-7391"
KINDS = {
    "TreeCase",
    "Pothole",
    "EmergencyAccess",
    "LegalHold",
    "Alert",
    "Approval",
    "Assessment",
    "Note",
    "Task",
    "CaseParty",
    "Party",
    "Document",
    "DocumentShare",
    "DocumentVersion",
    "Education",
    "Need",
    "Plan",
    "Goal",
    "Intervention",
    "Service",
    "Appointment",
    "Consent",
    "Contact",
    "ContactProgramme",
    "TransitionRecord",
}


async def treasure(town: Town) -> dict[str, str]:
    """One object of every kind that has an id, full of canaries: its type and its global id."""
    case = await town.planned(street=CANARY, tag=CANARY, reporter=CANARY, species=CANARY, team=CANARY)
    dead = [{"item": "crown", "option": "dead"}, {"item": "lean", "number": "3"}]
    assessed = await town.clerk.done(
        "submitAssessment",
        "assessment { id } case { alerts { id } }",
        id=case["id"],
        instrument="vitality",
        answers=dead,
    )
    approval = (await town.move(case, "fell", price="1", reason=CANARY))["approval"]
    note = await town.clerk.done("addNote", "note { id }", id=case["id"], text=CANARY, mentions=["kim"])
    task = await town.clerk.done("addTask", "task { id }", id=case["id"], title=CANARY, assignee="henry")
    role = await town.clerk.done(
        "addParty", "role { id party { id } }", id=case["id"], party={"role": "x", "name": CANARY}
    )
    upload = await town.clerk.done(
        "requestUpload", "document { id } versionId", id=case["id"], name=CANARY, mediaType="text/plain", size=1
    )
    broken = await town.person("rita", "ranger").done(
        "breakGlass", "access { id }", number=case["number"], reason=CANARY
    )
    hold = await town.head.done("placeHold", "hold { id }", id=case["id"], reason=CANARY)
    hole = await town.clerk.done("openPothole", "pothole { id }", road=CANARY, cost=CANARY)
    filling = {"id": hole["pothole"]["id"], "expectedVersion": 1}
    filled = await town.clerk.done("fillPothole", "pothole { contactProgrammes { id } }", **filling)
    found = await furnish(town, case, CANARY) | {
        "ContactProgramme": filled["pothole"]["contactProgrammes"][0]["id"],
        "TreeCase": case["id"],
        "EmergencyAccess": broken["access"]["id"],
        "LegalHold": hold["hold"]["id"],
        "Alert": assessed["case"]["alerts"][0]["id"],
        "Approval": approval["id"],
        "Assessment": assessed["assessment"]["id"],
        "Note": note["note"]["id"],
        "Task": task["task"]["id"],
        "CaseParty": role["role"]["id"],
        "Party": role["role"]["party"]["id"],
        "Document": upload["document"]["id"],
        "DocumentVersion": upload["versionId"],
        "Pothole": hole["pothole"]["id"],
    }
    assert found.keys() == KINDS
    return found
