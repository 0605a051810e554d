"""What belongs to a case, made up: none, one or several rows in each of its tables, in every state they may have."""

from collections.abc import Sequence
from random import Random
from typing import Any
from uuid import UUID

from casewright import models
from casewright.casetype import CaseType
from casewright.events import next_event
from casewright.models.case_link import LinkKind
from casewright.models.row import Row
from casewright.notices import PARTS, NoticeKind
from casewright.operations.parties import PartyKind
from casewright.process import Status
from equality.findings import add_findings, add_readings
from equality.made import maybe, moment, text
from equality.papers import add_papers
from equality.people import add_people
from equality.process import PARENTS, lay_out
from equality.safeguards import add_accesses, add_keeping
from equality.work import add_work


class Children:
    """The rows of one tenant, collected case by case and written at the end."""

    def __init__(self, tenant: str, random: Random, people: Sequence[str], teams: Sequence[str]) -> None:
        self.tenant = tenant
        self._random = random
        self.people = people
        self.teams = teams
        self._rows: dict[type[Row], list[Any]] = {
            model: [] for model in (models.Party, models.PartyIdentifier, *PARENTS)
        }
        for place in range(9):
            subject = maybe(random, lambda: random.choice(people))
            name = f"{text(random, 250)} {place}"
            self.add(
                models.Party,
                kind=random.choice(list(PartyKind)),
                name=name,
                search=name.casefold(),
                subject=subject,
                email=maybe(random, lambda: text(random, 300)),
                phone=maybe(random, lambda: text(random, 50)),
                created_at=moment(random),
                merged_into=random.choice([None, None, *(row.id for row in self._rows[models.Party])]),
                erased_at=moment(random) if place == 4 else None,
            )
            known = {"party_id": self._rows[models.Party][-1].id, "system": "register", "value": str(place // 3)}
            self.add(models.PartyIdentifier, key=known["value"], **known)

    async def write(self) -> None:
        """Everything that was collected."""
        for model, rows in self._rows.items():
            if rows:
                await model.bulk_create(rows)

    def furnish(self, case: models.Case, case_type: CaseType[Any], others: Sequence[models.Case], at: int) -> None:
        """Make up what belongs to a case; `at` is its place among those of the tenant: every other one excludes."""
        random = self._random
        add_work(self, case, case_type, random)
        add_papers(self, case, random)
        add_people(self, case, case_type, random, excluded=at % 2 == 0)
        add_accesses(self, case, random)
        add_keeping(self, case, random)
        self._links(case, others)
        add_readings(self, case, case_type, random)
        add_findings(self, case, case_type, random)
        lay_out(self, case, random)
        self._history(case)
        self._rests(case, case_type)
        self._view(case, case_type)

    def _rests(self, case: models.Case, case_type: CaseType[Any]) -> None:
        random = self._random
        for outcome in random.sample([None, *case_type.outcomes], random.randrange(3)):
            self.add(
                models.Rest,
                case_id=case.id,
                status=Status.SUSPENDED if outcome is None else case_type.outcomes[outcome],
                outcome=outcome,
                since=moment(random),
                until=maybe(random, lambda: moment(random)),
            )

    def _view(self, case: models.Case, case_type: CaseType[Any]) -> None:
        plural = case_type.plural
        self.add(
            models.SavedView,
            owner=self.people[0],
            name=f"{text(self._random, 100)} {case.id}",
            list_name=self._random.choice(("cases", plural[0].lower() + plural[1:])),
            conditions=self._random.choice(({}, {"stage": {"eq": case.stage}})),
            orders=[],
            role=None,
            saved_at=moment(self._random),
        )

    def _links(self, case: models.Case, others: Sequence[models.Case]) -> None:
        for other, kind in zip(
            self._random.sample(list(others), 3), self._random.sample(list(LinkKind), 3), strict=True
        ):
            if other.id != case.id and self._random.random() >= 1 / 3:
                self.add(
                    models.CaseLink,
                    case_id=case.id,
                    other_id=other.id,
                    kind=kind,
                    created_by=self.person(),
                    created_at=moment(self._random),
                )

    def _history(self, case: models.Case) -> None:
        random = self._random
        told = {
            "fields": case.fields_json,
            "changes": {name: [None, value] for name, value in case.fields_json.items()},
        }
        for name in random.sample(EVENTS, random.randrange(9)):
            data = {"arguments": {"amount": "1.10"}, "tasks": [text(random)], "alarms": [text(random)], **told}
            event = next_event(case, name, self.person(), moment(random), data)
            case.sequence, case.head = event.sequence, event.hash
            self._rows.setdefault(models.Event, []).append(event)
            self._notification(event)

    def _notification(self, event: models.Event) -> None:
        random = self._random
        self.add(
            models.Notification,
            case_id=event.case_id,
            event_id=event.id,
            recipient=self.person(),
            kind=random.choice(list(NoticeKind)),
            part=random.choice(PARTS),
            caused_by=event.actor,
            made_at=event.at,
            read_at=maybe(random, lambda: moment(random)),
            in_app=random.random() < 0.9,
        )

    def person(self) -> str:
        """Somebody."""
        return self._random.choice(self.people)

    def parties(self) -> Sequence[models.Party]:
        """All of the tenant's parties."""
        return self._rows[models.Party]

    def party(self) -> models.Party:
        """One of them."""
        return self._random.choice(self.parties())

    def assessment(self, case: models.Case) -> UUID | None:
        """One of the case, or none."""
        return self._one(models.Assessment, case)

    def document(self, case: models.Case) -> UUID | None:
        """One of the case, or none."""
        return self._one(models.Document, case)

    def _one(self, model: type[Row], case: models.Case) -> UUID | None:
        found = [row.id for row in self._rows.get(model, ()) if row.case_id == case.id]
        return self._random.choice([None, *found])

    def add(self, model: type[Any], **values: Any) -> Any:
        """A row of the tenant, which is written at the end."""
        row = model(tenant_id=self.tenant, **values)
        self._rows.setdefault(model, []).append(row)
        return row


EVENTS = (
    "note_added", "task_added", "updated", "document_confirmed",
    "risk_read", "party_added", "assigned",
    "assessed", "alert_answered", "screened",
    "plan_proposed", "service_requested", "appointment_scheduled", "contact_recorded",
    "transition_recorded", "outcome_recorded", "cost_added",
)  # fmt: skip
"""Events of several parts of a case, some of which a grant may hide."""
