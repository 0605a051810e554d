"""The model by which a case is worked, and the contact that it asks for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.declarations import Action
from casewright.errors import Invalid, Refused
from casewright.fields import check_given
from casewright.operations.alerts import raise_alert, settle_alerts
from casewright.operations.change import Draft, change
from casewright.platform import Platform
from casewright.process import Priority, Status, check_active
from casewright.working_models import Practice, WorkingModel

CONTACT = "contact.overdue"
"""The timer of the next contact, its kind, and the rule of the alert it raises."""


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
    """Count the time to the next contact from `since`, where the model of the case raises an alert for it."""
    practice = _practice(draft)
    if practice is None:
        return
    calendar = draft.platform.calendar(draft.case_type.calendar)
    draft.schedule(CONTACT, CONTACT, calendar.add(since, practice.contact_every) if practice.alerts else None)


def _practice(draft: Draft) -> Practice | None:
    """What the model of the case asks for; None without one."""
    return draft.platform.practice(draft.case_type, draft.row.model)


async def contact_made(draft: Draft, at: datetime) -> None:
    """A contact took place: the time to the next one begins, and what was overdue is settled."""
    watch_contacts(draft, at)
    await settle_alerts(draft, CONTACT, "a contact took place")


async def contact_overdue(draft: Draft) -> None:
    """There was no contact for as long as the model allows."""
    practice = _practice(draft)
    within = f" for more than {practice.contact_every}" if practice else ""
    await raise_alert(draft, CONTACT, f"no contact{within}", Priority.URGENT)
    draft.record("contact_overdue")
