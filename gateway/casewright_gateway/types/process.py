"""What the process of a case has: plans, services, appointments, contacts, transitions, and what came of it."""

import strawberry

from casewright import models
from casewright.evaluation import economies
from casewright.needs import NeedState
from casewright_gateway.context import Info
from casewright_gateway.reads.children import Children
from casewright_gateway.sources import Many, many, rows_of, source
from casewright_gateway.types.appointments import Appointment
from casewright_gateway.types.consents import Consent
from casewright_gateway.types.contacts import Contact, ContactProgramme
from casewright_gateway.types.documents import DocumentShare
from casewright_gateway.types.education import Education
from casewright_gateway.types.evaluation import CaseEconomy, CostEntry, Feedback, Lesson, Outcome, economy_of
from casewright_gateway.types.plans import Intervention, Need, Plan
from casewright_gateway.types.services import Service
from casewright_gateway.types.transition_records import TransitionRecord

_NEEDS = Children(models.Need, order=("rank", "id"))
_OPEN_NEEDS = Children(models.Need, order=("rank", "id"), only=(("state", NeedState.OPEN),))
_PLANS = Children(models.Plan, order=("version",), newest=True)
_INTERVENTIONS = Children(models.Intervention, newest=True)
_SERVICES = Children(models.Service, newest=True)
_APPOINTMENTS = Children(models.Appointment, order=("starts_at", "id"))
_CONSENTS = Children(models.Consent, newest=True)
_EDUCATION = Children(models.Education, newest=True)
_CONTACTS = Children(models.Contact, newest=True)
_PROGRAMMES = Children(models.ContactProgramme, newest=True)
_TRANSITIONS = Children(models.TransitionRecord, newest=True)
_OUTCOMES = Children(models.Outcome)
_FEEDBACK = Children(models.Feedback, newest=True)
_COSTS = Children(models.CostEntry)
_LESSONS = Children(models.Lesson)
_SHARES = Children(models.DocumentShare, newest=True)


def _needs(open_only: bool) -> Children[models.Need]:
    return _OPEN_NEEDS if open_only else _NEEDS


@strawberry.type
class CaseProcess:
    """The part of a case that is its process."""

    row: strawberry.Private[models.Case]

    @strawberry.field(
        description="What is needed, the most pressing first; all, or what is not met yet.",
        metadata=source(Many(lambda given: _needs(given["open"]))),
    )
    async def needs(self, info: Info, first: int = 20, open: bool = False) -> list[Need]:
        """By rank."""
        return await rows_of(info, Need, _needs(open), self, first)

    plans: list[Plan] = many(Plan, _PLANS, "The versions of the plan, newest first.", first=5)
    interventions: list[Intervention] = many(
        Intervention, _INTERVENTIONS, "What the versions of the plan say is done, newest first, with what it did."
    )
    services: list[Service] = many(Service, _SERVICES, "Services asked of others, newest first.")
    appointments: list[Appointment] = many(Appointment, _APPOINTMENTS, "Appointments, by when they start.")
    consents: list[Consent] = many(Consent, _CONSENTS, "What parties consent to, or did, newest first.")
    education_given: list[Education] = many(Education, _EDUCATION, "What people were taught, newest first.")
    contacts: list[Contact] = many(Contact, _CONTACTS, "Contacts and attempts, newest first.")
    contact_programmes: list[ContactProgramme] = many(
        ContactProgramme, _PROGRAMMES, "Programmes of contacts after a transition, newest first.", first=5
    )
    transition_records: list[TransitionRecord] = many(
        TransitionRecord, _TRANSITIONS, "Transitions to another level of service, newest first.", first=5
    )
    outcomes: list[Outcome] = many(Outcome, _OUTCOMES, "What the case came to.")
    feedback_given: list[Feedback] = many(Feedback, _FEEDBACK, "What people think of it, newest first.")
    costs: list[CostEntry] = many(CostEntry, _COSTS, "What it took and spared.")

    @strawberry.field(description="The sums of all costs by currency, hard and soft apart.")
    async def economies(self, info: Info) -> list[CaseEconomy]:
        """Savings and return."""
        return [economy_of(sums) for sums in economies(await info.context.reader.every(_COSTS, self.row.id))]

    document_shares: list[DocumentShare] = many(
        DocumentShare, _SHARES, "With whom documents were shared, newest first."
    )
    lessons_learned: list[Lesson] = many(Lesson, _LESSONS, "What is to be remembered.")
