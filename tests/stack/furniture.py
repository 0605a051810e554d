"""Something in each room of the process of a case: what the walks through the schema look for."""

from typing import Any

from stack.town import Town

WEEKLY = {"recurrence": "FREQ=WEEKLY", "startsOn": "2026-03-02"}


async def furnish(town: Town, case: dict[str, Any], word: str) -> dict[str, str]:
    """A plan in force and everything that follows one, full of a word: the kinds of objects, and their ids."""
    clerk, identity = town.clerk, case["id"]
    role = await clerk.done("addParty", "role { party { id } }", id=identity, party={"role": "x", "name": word})
    party = role["role"]["party"]["id"]
    found = await _plan(town, identity, word, party)
    about = {"interventionId": found["Intervention"]}
    asked = {"what": word, "providerId": party, "answerDueAt": "2099-01-01T00:00:00Z", "because": word}
    service = await clerk.done("requestService", "service { id }", id=identity, **asked, **about)
    times = {"startsAt": "2026-03-03T09:00:00Z", "endsAt": "2026-03-03T10:00:00Z"}
    meeting = {"title": word, "attendees": [{"partyId": party}, {"subject": "carla"}]} | times
    appointment = await clerk.done("scheduleAppointment", "appointment { id }", id=identity, **meeting, **about)
    call = {"channel": "PHONE", "direction": "INCOMING", "reached": True, "summary": word, "issues": [word]}
    contact = await clerk.done("recordContact", "contact { id }", id=identity, participants=[party], **call)
    move = {"kind": "TRANSFER", "fromLevel": word, "toLevel": word, "receiverId": party, "consent": word}
    record = await clerk.done("recordTransition", "transitionRecord { id }", id=identity, items=[word], **move)
    record_id = record["transitionRecord"]["id"]
    agreed = {"partyId": party, "scope": word, "how": word}
    consent = await clerk.done("recordConsent", "consent { id }", id=identity, **agreed)
    await clerk.done("informParty", "case { id }", id=record_id, partyId=party)
    await _evaluate(town, identity, word, about)
    report = (await clerk.done("writeReport", "document { id }", id=identity))["document"]["id"]
    taught = {"topic": word, "method": word, "partyId": party, "understanding": "FAIR", "followUp": word}
    education = await clerk.done("recordEducation", "education { id }", id=identity, documentId=report, **taught)
    sent = {"documentId": report, "channel": "EMAIL", "recipient": word, "note": word}
    shared = await clerk.done("shareDocument", "share { id }", id=identity, **sent)
    return found | {
        "Service": service["service"]["id"],
        "Appointment": appointment["appointment"]["id"],
        "Consent": consent["consent"]["id"],
        "Contact": contact["contact"]["id"],
        "DocumentShare": shared["share"]["id"],
        "Education": education["education"]["id"],
        "TransitionRecord": record_id,
    }


async def _plan(town: Town, identity: str, word: str, party: str) -> dict[str, str]:
    need = await town.clerk.done("recordNeed", "need { id }", id=identity, description=word, domain=word)
    need_id = need["need"]["id"]
    goal = {"description": word, "setBy": "CLIENT", "measure": word, "dueOn": "2026-09-01", "needId": need_id}
    intervention = {"method": word, "responsible": word, "partyId": party} | WEEKLY
    content = {"goals": [goal], "interventions": [intervention], "strengths": [word]}
    shown = "plan { id goals { id } interventions { id } }"
    plan = (await town.clerk.done("draftPlan", shown, id=identity, **content))["plan"]
    await town.clerk.done("proposePlan", "plan { id }", id=plan["id"])
    await town.clerk.done("acceptPlan", "plan { id }", id=plan["id"], side="CLIENT", note=word)
    goal_id = plan["goals"][0]["id"]
    await town.clerk.done("recordProgress", "goal { id }", id=goal_id, status="IMPROVING", note=word)
    return {"Need": need_id, "Plan": plan["id"], "Goal": goal_id, "Intervention": plan["interventions"][0]["id"]}


async def _evaluate(town: Town, identity: str, word: str, about: dict[str, str]) -> None:
    clerk = town.clerk
    outcome = {"dimension": "FUNCTION", "measure": word, "actual": "1"}
    await clerk.done("recordOutcome", "outcome { id }", id=identity, **outcome)
    await clerk.done("giveFeedback", "feedback { id }", id=identity, source="STAFF", rating=3, comment=word)
    cost = {"kind": "ACTUAL", "hard": True, "amount": "1", "currency": "EUR", "incurredOn": "2026-03-01"}
    await clerk.done("addCost", "cost { id }", id=identity, description=word, **cost)
    await clerk.done("addLesson", "lesson { id }", id=identity, worked=True, text=word, **about)
