"""Resources of another system become the inputs of a care plan: opening, plan, services, assessments. Pure.

Nothing is lost: each document goes into `fhirSources` of the opening as it came, and what has no place of its own in a
care plan is told, element by element.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casewright import Instrument, Invalid, Status
from casewright_healthcare.fhir.elements import READ, Elements, check_resource
from casewright_healthcare.fhir.states import EPISODE, GOING_ON, OVER
from casewright_healthcare.questionnaires import INSTRUMENTS

SUBJECT = {"EpisodeOfCare": "patient", "Consent": "patient", "Task": "for"}
"""The element that says whom a resource is about, where it is not `subject`."""

ROLES = {"116154003": "patient", "133932002": "caregiver"}
"""Of the members of a care team, by their SNOMED CT code; others are named by what the code says."""


@dataclass(kw_only=True)
class CareImport:
    """The inputs of the mutations that open a care plan, in the order they are made."""

    opening: dict[str, Any] = field(default_factory=dict)
    """Of `openCarePlanCase`."""
    consent: dict[str, Any] = field(default_factory=dict)
    """Of `recordConsentCarePlanCase`; empty: there is none, and nobody is asked for a service."""
    goals: list[dict[str, Any]] = field(default_factory=list)
    interventions: list[dict[str, Any]] = field(default_factory=list)
    """Of `draftPlan`, both."""
    services: list[dict[str, Any]] = field(default_factory=list)
    """Of `requestService`, with the name of the `provider`, and the `state` where it goes on elsewhere.

    Until when an answer is due is for whoever asks to say.
    """
    tasks: dict[str, str] = field(default_factory=dict)
    """The Task.status by which a ServiceRequest is followed elsewhere, by its reference."""
    assessments: list[dict[str, Any]] = field(default_factory=list)
    """Of `importAssessment`, the oldest answers first: what comes later is compared with the first."""
    not_read: list[str] = field(default_factory=list)
    """What has no place in a care plan, by resource and path, each with its reason where it is not plain."""


def read_care(documents: Iterable[Mapping[str, Any]], *, programme: str, referred_by: str) -> CareImport:
    """Read the resources of one patient; `programme` and `referred_by` hold where no resource tells.

    Raises Invalid for what is no valid resource, for resources of two patients, and for an episode that is over.
    """
    found = CareImport(opening={"parties": [], "fhirSources": []})
    for document in documents:
        check_resource(document)
        elements = Elements(document)
        found.opening["fhirSources"].append(_source(elements))
        if elements.kind in READ:
            _check_subject(found, elements)
            _read(found, elements)
        else:
            found.not_read.append(f"{elements.name}: {elements.kind} is not read")
    _follow(found)
    found.assessments.sort(key=lambda each: str(each["document"].get("authored", "")))
    if not found.consent:
        found.not_read += [f"{each['what']}: ask for it once the patient's consent is there" for each in found.services]
    if "patientIdentifier" not in found.opening:
        raise Invalid("no resource names a patient", rule="fhir.subject", field="document")
    for name, otherwise in {"programme": programme, "referralReason": programme, "referredBy": referred_by}.items():
        found.opening.setdefault(name, otherwise)
    return found


def _source(elements: Elements) -> dict[str, str]:
    content = json.dumps(elements.document, ensure_ascii=False, sort_keys=True)
    return {"resource": elements.kind, "identifier": str(elements.document.get("id", "-")), "content": content}


def _read(found: CareImport, elements: Elements) -> None:
    if elements.kind != "Task" and elements.status in OVER.get(elements.kind, ()):
        found.not_read.append(f"{elements.name}: it is {elements.status}; nothing of it is begun anew")
        return
    _READERS[elements.kind](found, elements)
    found.not_read += elements.unread()


def _follow(found: CareImport) -> None:
    """Whatever the order of the resources: what is over elsewhere is not asked for, what goes on there goes on here."""
    asked, found.services = found.services, []
    for service in asked:
        reference = service.pop("reference")
        status = found.tasks.get(reference, "requested")
        if status in OVER["Task"]:
            found.not_read.append(f"{reference}: it is {status} elsewhere; it is not asked for anew")
        else:
            found.services.append(service | ({"state": GOING_ON[status]} if status in GOING_ON else {}))


def _check_subject(found: CareImport, elements: Elements) -> None:
    element = SUBJECT.get(elements.kind, "subject")
    reference = elements.take(f"{element}.reference")
    if reference is None:
        return
    patient = str(reference).rpartition("/")[2]
    if found.opening.setdefault("patientIdentifier", patient) != patient:
        known = found.opening["patientIdentifier"]
        raise Invalid(f"{elements.name} is about {patient}, not {known}", rule="fhir.subject", field="document")
    name = elements.take(f"{element}.display")
    if name is not None and not any(party["role"] == "patient" for party in found.opening["parties"]):
        _add_party(found, "patient", name)


def _add_party(found: CareImport, role: str, name: str) -> None:
    party = {"role": role, "name": name}
    if party not in found.opening["parties"]:
        found.opening["parties"].append(party)


def _tell(found: CareImport, name: str, value: Any) -> None:
    """What the first resource says that says it."""
    if value is not None:
        found.opening.setdefault(name, value)


def _care_plan(found: CareImport, plan: Elements) -> None:
    _tell(found, "programme", plan.first("title") or plan.words("category.0"))
    _tell(found, "referralReason", plan.first("description", "addresses.0.display", "note.0.text"))
    _tell(found, "referredBy", plan.first("author.display", "contributor.0.display"))
    for place in plan.places("activity"):
        status = plan.take(f"{place}.detail.status")
        if status in OVER["CarePlan.activity"]:
            found.not_read.append(f"{plan.name}: {place} is {status}; it is not planned anew")
            continue
        method = plan.take(f"{place}.detail.description") or plan.words(f"{place}.detail.code")
        if method is None:
            continue
        done: dict[str, Any] = {"method": method}
        done["responsible"] = plan.take(f"{place}.detail.performer.0.display") or "Care team"
        starts = plan.take(f"{place}.detail.scheduledPeriod.start")
        found.interventions.append(done | ({"startsOn": starts[:10]} if starts else {}))


def _care_team(found: CareImport, team: Elements) -> None:
    for place in team.places("participant"):
        name = team.take(f"{place}.member.display")
        code = team.take(f"{place}.role.0.coding.0.code")
        role = ROLES.get(str(code)) or _slug(team.words(f"{place}.role.0") or "member")
        if name is None or (role == "patient" and _has_patient(found)):
            continue
        _add_party(found, role, name)


def _has_patient(found: CareImport) -> bool:
    return any(party["role"] == "patient" for party in found.opening["parties"])


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def _goal(found: CareImport, goal: Elements) -> None:
    due_on = goal.take("target.0.dueDate")
    if due_on is None:
        found.not_read.append(f"{goal.name}: a goal needs a day until which it is reached; enter it by hand")
        return
    description = goal.words("description") or ""
    values = {
        "description": description,
        "setBy": _setter(goal.take("expressedBy.reference")),
        "measure": goal.words("target.0.measure") or description,
        "target": goal.take("target.0.detailQuantity.value"),
        "unit": goal.take("target.0.detailQuantity.unit"),
        "dueOn": due_on,
    }
    found.goals.append({name: value for name, value in values.items() if value is not None})


def _setter(reference: str | None) -> str:
    kind = (reference or "Practitioner").partition("/")[0]
    return {"Patient": "CLIENT", "RelatedPerson": "CLIENT", "Organization": "BUSINESS"}.get(kind, "CARE")


def _service(found: CareImport, service: Elements) -> None:
    provider, what = service.take("performer.0.display"), service.words("code")
    if provider is None or what is None:
        found.not_read.append(f"{service.name}: a service needs what is asked for and the name of who is asked")
        return
    wanted = service.first("occurrenceDateTime", "occurrencePeriod.start")
    values = {
        "what": what,
        "provider": provider,
        "because": service.words("reasonCode.0"),
        "priority": str(service.take("priority") or "routine").upper(),
        "wantedOn": str(wanted)[:10] if wanted else None,
        "reference": service.name,
    }
    found.services.append({name: value for name, value in values.items() if value is not None})


def _task(found: CareImport, task: Elements) -> None:
    reference = task.first("focus.reference", "basedOn.0.reference")
    if reference is None or task.take("status") is None:
        found.not_read.append(f"{task.name}: it does not say which service it follows")
        return
    found.tasks["/".join(str(reference).split("/")[-2:])] = task.status


def _episode(found: CareImport, episode: Elements) -> None:
    status = str(episode.take("status"))
    meant = EPISODE[status]
    if meant is None or meant.final:
        message = f"{episode.name} is {status}: no care plan is opened for it"
        raise Invalid(message, rule="fhir.episode", field="document")
    if meant is Status.SUSPENDED:
        found.not_read.append(f"{episode.name}: it is on hold; suspend the case")
    if status == "waitlist":
        found.not_read.append(f"{episode.name}: it waits for a place; put the case on the waiting list")
    _tell(found, "referredBy", episode.take("managingOrganization.display"))
    manager = episode.take("careManager.display")
    if manager is not None:
        _add_party(found, "care_manager", manager)


def _consent(found: CareImport, consent: Elements) -> None:
    status, given = consent.take("status"), consent.take("dateTime")
    if status != "active" or given is None or consent.take("provision.type") == "deny":
        found.not_read.append(f"{consent.name}: it is {status}, or permits nothing, or has no day; record it by hand")
        return
    until = consent.take("provision.period.end")
    names = [consent.take(f"{place}.reference.display") for place in consent.places("provision.actor")]
    found.consent = {
        "purpose": consent.take("provision.purpose.0.display") or consent.words("category.0"),
        "scope": consent.words("scope"),
        "givenOn": str(given)[:10],
        "recipients": [name for name in names if name],
    } | ({"until": str(until)[:10]} if until else {})


def _response(found: CareImport, response: Elements) -> None:
    refusals = [_refusal(instrument, response.document) for instrument in INSTRUMENTS]
    accepted = [each for each, refusal in zip(INSTRUMENTS, refusals, strict=True) if refusal is None]
    instrument = next(iter(accepted), None)
    if instrument is None:
        found.not_read += [f"{response.name}: {refusal}" for refusal in refusals]
    elif instrument.variants:
        variants = ", ".join(variant.name for variant in instrument.variants)
        found.not_read.append(f"{response.name}: import {instrument.title} by hand, with its variant: {variants}")
    else:
        response.take("item")
        response.take("status")
        found.assessments.append({"instrument": instrument.name, "document": dict(response.document)})


def _refusal(instrument: Instrument, document: Mapping[str, Any]) -> str | None:
    assert instrument.read is not None
    try:
        answers: Sequence[Any] = instrument.read(instrument, document)
    except Invalid as error:
        return error.message
    return None if answers else f"no answer to {instrument.title}"


_READERS = {
    "CarePlan": _care_plan,
    "CareTeam": _care_team,
    "Goal": _goal,
    "ServiceRequest": _service,
    "Task": _task,
    "EpisodeOfCare": _episode,
    "QuestionnaireResponse": _response,
    "Consent": _consent,
}
