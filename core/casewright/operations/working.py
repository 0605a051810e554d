"""The model by which a case is worked, and the contact that it asks for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.contacts import last_reached
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Invalid, Refused
from casewright.fields import check_given
from casewright.operations.alerts import raise_alert, settle_alerts
from casewright.operations.change import Draft, change
from casewright.platform import Platform
from casewright.process import Priority, Status, check_active
from casewright.working_models import Practice, WorkingModel

CONTACT = "contact.overdue"
"""The timer of the next contact, its kind, and the rule of the alert that some models raise."""


def check_model(case_type: CaseType[Any], model: WorkingModel) -> None:
    """Whether cases of the type are worked by the model; raises Invalid."""
    if model not in case_type.practices:
        known = ", ".join(case_type.practices) or "none"
        message = f"a {case_type.name} is not worked by the model {model}; there are: {known}"
        raise Invalid(message, rule="model.unknown", field="model")


async def choose_model(platform: Platform, actor: Actor, case_id: UUID, *, model: WorkingModel, reason: str) -> None:
    """Work the case by another model from now on; raises Invalid or Refused."""
    check_given(reason, "say why the case is worked by another model", field="reason")
    async with change(platform, actor, case_id, Action.WORK) as draft:
        check_active(Status(draft.row.status), draft.row.number)
        check_model(draft.case_type, model)
        before = draft.row.model
        if model == before:
            raise Refused(f"{draft.row.number} is worked by the model {model} already", rule="model.same")
        draft.put(model=model)
        watch_contacts(draft, draft.now)
        await settle_alerts(draft, CONTACT, f"the case is worked by the model {model} from now on")
        draft.record("model_chosen", model=model, model_before=before, reason=reason)


def watch_contacts(draft: Draft, since: datetime) -> None:
    """Count the time to the next contact with the client from `since`, by the model of the case."""
    due = _next_contact_due(draft, since)
    if due is not None:
        draft.schedule(CONTACT, CONTACT, due)


def _next_contact_due(draft: Draft, since: datetime) -> datetime | None:
    practice = _practice(draft)
    calendar = draft.platform.calendar(draft.case_type.calendar)
    return calendar.add(since, practice.contact_every) if practice else None


def _practice(draft: Draft) -> Practice | None:
    """What the model of the case asks for; None without one."""
    return draft.platform.practice(draft.case_type, draft.row.model)


async def contact_made(draft: Draft, contact: models.Contact) -> None:
    """Count from the last contact with the client, however late one is told; a recent one settles what was overdue."""
    later = await models.Contact.filter(case_id=draft.row.id, reached=True, made_at__gt=contact.made_at)
    contacts = [(each.made_at, each.participants) for each in (contact, *later)]
    last = last_reached(contacts, await _clients(draft))
    due = _next_contact_due(draft, last) if last else None
    if due is not None and due > draft.now:
        draft.schedule(CONTACT, CONTACT, due)
        await settle_alerts(draft, CONTACT, "a contact took place")


async def _clients(draft: Draft) -> frozenset[str] | None:
    """The ids of those the case is about, also of parties that turned out to be them; None where it is about nobody."""
    roles = draft.case_type.about_roles
    if not roles:
        return None
    parties = Sql("SELECT p.id FROM case_party r JOIN party p ON r.party_id IN (p.id, p.merged_into) WHERE ")
    held = [Sql("r.case_id = ?", (draft.row.id,)), Sql.one_of("r.role", sorted(roles))]
    rows = await draft.platform.database.rows(parties + Sql.all_of(held))
    return frozenset(str(row["id"]) for row in rows)


async def contact_overdue(draft: Draft) -> None:
    """There was no contact with the client for as long as the model allows; where it says so, that is an alert."""
    practice = _practice(draft)
    if practice is not None and not practice.alerts:
        draft.record("contact_due", model=draft.row.model, within=str(practice.contact_every))
        return
    within = f" for more than {practice.contact_every}" if practice else ""
    await raise_alert(draft, CONTACT, f"no contact{within}", Priority.URGENT)
    draft.record("contact_overdue")
