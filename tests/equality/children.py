"""What belongs to a case, made up: none, one or several rows in each of its tables, in every state they may have."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.casetype import CaseType
from casewright.clocks import ClockStatus
from casewright.contacts import Channel
from casewright.events import next_event
from casewright.models.approval import ApprovalState
from casewright.models.case_link import LinkKind
from casewright.models.disposal import DisposalState
from casewright.models.row import Row
from casewright.models.task import TaskState
from casewright.notices import PARTS, NoticeKind
from casewright.operations.access_log import Means
from casewright.operations.parties import PartyKind
from casewright.operations.tagging import key_of
from casewright.process import Priority, Risk, Status, Verdict
from casewright.storage.keys import new_key
from equality import made
from equality.made import maybe, moment, text
from equality.process import PARENTS, lay_out

_LONG_AFTER = datetime(2199, 1, 1, tzinfo=UTC)
"""The clock of the database says whether an access in an emergency is over."""


class Children:
    """The rows of one tenant, collected case by case and written at the end."""

    def __init__(self, tenant: str, random: Random, people: Sequence[str], teams: Sequence[str]) -> None:
        self._tenant = tenant
        self._random = random
        self._people = people
        self._teams = teams
        self._rows: dict[type[Row], list[Any]] = {
            model: [] for model in (models.Party, models.PartyIdentifier, *PARENTS)
        }
        self._position = 0
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
        self._work(case, case_type)
        self._papers(case)
        self._people_of(case, case_type, excluded=at % 2 == 0)
        self._links(case, others)
        self._readings(case, case_type)
        self._findings(case, case_type)
        lay_out(self, case, self._random)
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
            owner=self._people[0],
            name=f"{text(self._random, 100)} {case.id}",
            list_name=self._random.choice(("cases", plural[0].lower() + plural[1:])),
            conditions=self._random.choice(({}, {"stage": {"eq": case.stage}})),
            orders=[],
            role=None,
            saved_at=moment(self._random),
        )

    def _work(self, case: models.Case, case_type: CaseType[Any]) -> None:
        random = self._random
        roles, stages = sorted({grant.role for grant in case_type.grants}), list(case_type.stages)
        tasks: list[str] = []
        for _ in range(random.randrange(5)):
            state, task_id = random.choice(list(TaskState)), uuid7()
            after, item = random.sample(tasks, min(len(tasks), random.randrange(3))), text(random, 300)
            done = {"done_by": self.person(), "done_at": moment(random).isoformat()}
            tasks.append(str(task_id))
            self.add(
                models.Task,
                id=task_id,
                case_id=case.id,
                case_type=case.case_type,
                after=after or None,
                checklist=maybe(random, lambda item=item, done=done: [{"item": item, **done}]),
                title=text(random, 300),
                stage=random.choice(stages),
                role=maybe(random, lambda: random.choice(roles)),
                assignee=maybe(random, self.person),
                team=case.team,
                required=random.random() < 0.5,
                state=state,
                due_at=maybe(random, lambda: moment(random)),
                created_at=moment(random),
                completed_at=None if state is TaskState.OPEN else moment(random),
                completed_by=None if state is TaskState.OPEN else self.person(),
                result=None if state is TaskState.OPEN else maybe(random, lambda: text(random)),
            )
        for _ in range(random.randrange(3)):
            self._approval(case, random.choice(roles), random.choice(list(case_type.transitions)))

    def _approval(self, case: models.Case, role: str, transition: str) -> None:
        random, state = self._random, self._random.choice(list(ApprovalState))
        decided = state is not ApprovalState.PENDING
        self.add(
            models.Approval,
            case_id=case.id,
            transition=transition,
            arguments={"amount": str(random.choice(made.DECIMALS)), "remark": text(random), "nothing": None},
            reason=maybe(random, lambda: text(random)),
            role=role,
            level=random.randrange(3),
            state=state,
            asked_by=self.person(),
            asked_at=moment(random),
            decided_by=self.person() if decided else None,
            decided_at=moment(random) if decided else None,
            steps=[self._step(role) for _ in range(random.randrange(3))],
        )

    def _step(self, role: str) -> dict[str, Any]:
        reason = maybe(self._random, lambda: text(self._random))
        at = moment(self._random).isoformat()
        return {"by": self.person(), "role": role, "decision": "endorsed", "reason": reason, "at": at}

    def _papers(self, case: models.Case) -> None:
        random = self._random
        for _ in range(random.randrange(3)):
            said = text(random)
            columns = {"text": said, "search": said.casefold(), "author": self.person(), "created_at": moment(random)}
            self.add(models.Note, case_id=case.id, **columns)
        for name in random.sample(made.TAGS, random.randrange(3)):
            self.add(
                models.Tag,
                case_id=case.id,
                name=name,
                key=key_of(name),
                added_by=self.person(),
                added_at=moment(random),
            )
        for _ in range(random.randrange(3)):
            confirmed = random.randrange(3)
            document = self.add(
                models.Document,
                case_id=case.id,
                name=text(random, 300),
                category=maybe(random, lambda: text(random, 100)),
                current=confirmed,
                created_by=self.person(),
                created_at=moment(random),
            )
            for number in range(1, confirmed + 1):
                self._version(document, number)
            self._version(document, None)
            for _ in range(random.randrange(3)):
                self._share(document)

    def _share(self, document: models.Document) -> None:
        random = self._random
        party_id = maybe(random, lambda: self.party().id)
        self.add(
            models.DocumentShare,
            case_id=document.case_id,
            document_id=document.id,
            number=random.randrange(1, 3),
            party_id=party_id,
            recipient=None if party_id else text(random, 300),
            channel=random.choice(list(Channel)),
            note=maybe(random, lambda: text(random)),
            shared_by=self.person(),
            shared_at=moment(random),
            recorded_at=moment(random),
        )

    def _version(self, document: models.Document, number: int | None) -> None:
        random = self._random
        self.add(
            models.DocumentVersion,
            case_id=document.case_id,
            document_id=document.id,
            number=number,
            key=new_key(self._tenant),
            state="confirmed" if number else "pending",
            media_type="text/plain",
            size=random.choice((0, 1, 2**31, 2**53)),
            sha256="0" * 64 if number else None,
            created_by=self.person(),
            created_at=moment(random),
            confirmed_at=moment(random) if number else None,
        )

    def _people_of(self, case: models.Case, case_type: CaseType[Any], excluded: bool) -> None:
        random = self._random
        roles = sorted({role for grant in case_type.grants for role in grant.party_roles} | {"witness", "owner"})
        for party in random.sample(self._rows[models.Party], random.randrange(4)):
            self.add(
                models.CaseParty,
                case_id=case.id,
                party_id=party.id,
                role=random.choice(roles),
                since=moment(random),
                until=maybe(random, lambda: moment(random)),
            )
        for _ in range(random.randrange(3)):
            self.add(
                models.Assignment,
                case_id=case.id,
                case_type=case.case_type,
                subject=maybe(random, self.person),
                holders=random.randrange(4),
                team=maybe(random, lambda: random.choice(self._teams)),
                assigned_by=self.person(),
                since=moment(random),
                until=maybe(random, lambda: moment(random)),
                reason=maybe(random, lambda: text(random)),
                choice=maybe(random, lambda: [text(random), "has 0 cases"]),
            )
        if excluded:
            self.add(
                models.Exclusion,
                case_id=case.id,
                subject=self._people[-1],
                reason="a cousin",
                created_by=self._people[0],
                created_at=moment(random),
            )
        for reviewed in (None, maybe(random, lambda: moment(random)))[: random.randrange(3)]:
            subject = random.choice(self._people[1:])
            self.add(
                models.EmergencyAccess,
                case_id=case.id,
                subject=subject,
                reason=text(random),
                opened_at=moment(random),
                expires_at=random.choice((moment(random), _LONG_AFTER)),
                reviewed_by=reviewed and self._people[0],
                reviewed_at=reviewed,
                justified=reviewed and random.random() < 0.5,
                finding=reviewed and text(random),
            )

        for _ in range(random.randrange(3)):
            self.add(
                models.CaseAccess,
                case_id=case.id,
                subject=self.person(),
                at=moment(random),
                means=random.choice(list(Means)),
                parts=["case", "note"][: random.randrange(1, 3)],
                request_id=maybe(random, lambda: text(random, 64)),
                reason=maybe(random, lambda: text(random)),
            )
        for _ in range(random.randrange(2)):
            released = maybe(random, lambda: moment(random))
            self.add(
                models.LegalHold,
                case_id=case.id,
                reason=text(random),
                placed_by=self.person(),
                placed_at=moment(random),
                released_by=released and self.person(),
                released_at=released,
                release_reason=released and text(random),
            )
        if random.random() >= 1 / 3:
            decided = maybe(random, lambda: moment(random))
            self.add(
                models.Disposal,
                case_id=case.id,
                case_type=case.case_type,
                number=case.number,
                closed_at=moment(random),
                kept_until=random.choice(made.DATES),
                rule=text(random, 300),
                state=random.choice(list(DisposalState)),
                proposed_by=self.person(),
                proposed_at=moment(random),
                decided_by=decided and self.person(),
                decided_at=decided,
                events=decided and random.randrange(99),
                head=decided and "0" * 64,
                documents=["1" * 64] * random.randrange(3),
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

    def _readings(self, case: models.Case, case_type: CaseType[Any]) -> None:
        random = self._random
        for _ in range(random.randrange(3)):
            factor = {"rule": "a_rule", "sentence": text(random), "points": 20, "fact": text(random)}
            overridden = random.random() < 0.5
            self.add(
                models.RiskAssessment,
                case_id=case.id,
                level=random.choice(list(Risk)),
                points=random.choice((0, 20, 70)),
                factors=[factor] * random.randrange(3),
                missing=[text(random)] * random.randrange(2),
                assessed_by=self.person(),
                assessed_at=moment(random),
                override_reason=text(random) if overridden else None,
                expires_at=maybe(random, lambda: moment(random)) if overridden else None,
                review_due_at=maybe(random, lambda: moment(random)),
            )
        stages = list(case_type.stages.items())
        for number, (stage, phase) in enumerate(random.sample(stages, min(3, len(stages))), start=10):
            self.add(
                models.PhaseVisit,
                case_id=case.id,
                phase=phase,
                stage=stage,
                number=number,
                entered_at=moment(random),
                entered_by=self.person(),
                left_at=maybe(random, lambda: moment(random)),
                reason=maybe(random, lambda: text(random)),
                returned=random.random() < 0.5,
                invalidated=maybe(random, lambda: text(random, 300)),
            )
        self.add(
            models.Clock,
            case_id=case.id,
            case_type=case.case_type,
            name="declared no more",
            status=random.choice(list(ClockStatus)),
            started_at=maybe(random, lambda: moment(random)),
            stopped_at=maybe(random, lambda: moment(random)),
            goal_at=maybe(random, lambda: moment(random)),
            deadline_at=maybe(random, lambda: moment(random)),
        )

    def _findings(self, case: models.Case, case_type: CaseType[Any]) -> None:
        random = self._random
        instruments = [use.instrument for use in case_type.instruments] + ["declared_no_more"]
        for _ in range(random.randrange(4)):
            self._assessment(case, random.choice(instruments))
        for _ in range(random.randrange(3)):
            answered = random.random() < 0.5
            self.add(
                models.Alert,
                case_id=case.id,
                rule=text(random, 200),
                message=text(random),
                priority=random.choice(list(Priority)),
                raised_at=moment(random),
                answered_at=moment(random) if answered else None,
                answered_by=self.person() if answered else None,
                answer=text(random) if answered else None,
            )
        for _ in range(random.randrange(3)):
            self.add(
                models.Screening,
                case_id=case.id,
                verdict=random.choice(list(Verdict)),
                reasons=[{"rule": "a_rule", "sentence": text(random)}] * random.randrange(3),
                remark=maybe(random, lambda: text(random)),
                other_id=maybe(random, lambda: case.id),
                screened_by=self.person(),
                screened_at=moment(random),
                invalidated_at=maybe(random, lambda: moment(random)),
            )

    def _assessment(self, case: models.Case, instrument: str) -> None:
        random, complete = self._random, self._random.random() < 2 / 3
        number = maybe(random, lambda: str(random.choice(made.DECIMALS)))
        answer = {"item": "an_item", "option": maybe(random, lambda: "an_option"), "number": number, "points": 2}
        alarm = {"item": "an_item", "label": text(random), "value": "2", "reason": text(random), "priority": "stat"}
        self.add(
            models.Assessment,
            case_id=case.id,
            instrument=instrument,
            version=text(random, 100),
            variant=maybe(random, lambda: text(random, 100)),
            title=text(random, 300),
            source=text(random),
            state="complete" if complete else "incomplete",
            answers=[answer] * random.randrange(3),
            missing=[text(random)] * (random.randrange(2) if complete else 1),
            score=random.choice((0, 12, -3)) if complete else None,
            band=text(random, 100) if complete else None,
            risk=maybe(random, lambda: random.choice(list(Risk))) if complete else None,
            finding=maybe(random, lambda: text(random, 100)) if complete else None,
            baseline=maybe(random, lambda: random.choice((0, 12))) if complete else None,
            progress=maybe(random, lambda: text(random, 100)) if complete else None,
            alarms=[alarm] * random.randrange(2),
            assessor=self.person(),
            assessed_at=moment(random),
            review_due_at=maybe(random, lambda: moment(random)),
            superseded_by=maybe(random, lambda: case.id),
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
        return self._random.choice(self._people)

    def party(self) -> models.Party:
        """One of the tenant's parties."""
        found: models.Party = self._random.choice(self._rows[models.Party])
        return found

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
        row = model(tenant_id=self._tenant, **values)
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
