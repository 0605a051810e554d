"""The process of a case, made up: plans, services, appointments, contacts, transitions, and what came of it."""

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

from casewright import models
from casewright.appointments import AppointmentState, AttendanceState
from casewright.contacts import Channel, ContactDirection, PlannedState, ProgrammeState, Readiness
from casewright.education import Understanding
from casewright.evaluation import CostKind, Dimension, FeedbackSource
from casewright.models.row import Row
from casewright.needs import NeedState
from casewright.planning import AcceptedAs, Effectiveness, GoalSetter, GoalStatus, PlanState
from casewright.process import Priority
from casewright.referrals import ServiceState
from casewright.transition_records import TransitionKind
from equality import made
from equality.collected import Rows
from equality.made import maybe, moment, text

PARENTS: tuple[type[Row], ...] = (
    models.Document,
    models.Assessment,
    models.Need,
    models.Plan,
    models.Goal,
    models.Intervention,
    models.Appointment,
    models.ContactProgramme,
    models.PlannedContact,
    models.Contact,
)
"""Tables that others refer to, in the order in which they are written."""
AMOUNTS = tuple(map(Decimal, ("0", "1.1", "-2.5", "0.0001", "12345678901234.5678", "7")))
RULES = ("FREQ=WEEKLY;BYDAY=MO;COUNT=12", "FREQ=DAILY;INTERVAL=2", "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=5")


def lay_out(rows: Rows, case: models.Case, random: Random) -> None:
    """Everything of the process of one case; now and then there is none of a kind."""
    _Process(rows, case, random).lay_out()


class _Process:
    def __init__(self, rows: Rows, case: models.Case, random: Random) -> None:
        self._rows = rows
        self._case = case
        self._random = random
        self._needs: list[models.Need] = []
        self._interventions: list[models.Intervention] = []

    def lay_out(self) -> None:
        """Needs and plans first: what follows may be for one of them."""
        for _ in range(self._random.randrange(3)):
            self._needs.append(self._need())
        for version in range(1, self._random.randrange(3) + 1):
            self._plan(version)
        for make in (
            self._service,
            self._appointment,
            self._programme,
            self._consent,
            self._education,
            self._transition,
        ):
            for _ in range(self._random.randrange(3)):
                make()
        for _ in range(self._random.randrange(3)):
            self._contact(None)
            self._evaluation()

    def _plan(self, version: int) -> None:
        random, rows = self._random, self._rows
        given = {"by": rows.person(), "note": self._maybe_text(), "at": moment(random).isoformat()}
        plan = self._add(
            models.Plan,
            version=version,
            state=random.choice(list(PlanState)),
            strengths=[text(random)] * random.randrange(3),
            expected_outcomes=[text(random)] * random.randrange(3),
            amended_because=self._maybe_text(),
            created_by=rows.person(),
            created_at=moment(random),
            proposed_by=self._maybe(rows.person),
            proposed_at=self._maybe_moment(),
            acceptances=[{"as": side.value, **given} for side in AcceptedAs][: random.randrange(3)],
            accepted_at=self._maybe_moment(),
            ended_at=self._maybe_moment(),
        )
        for _ in range(random.randrange(3)):
            self._goal(plan)
        for _ in range(random.randrange(3)):
            self._interventions.append(self._intervention(plan))

    def _need(self) -> models.Need:
        random, rows = self._random, self._rows
        need: models.Need = self._add(
            models.Need,
            assessment_id=rows.assessment(self._case),
            description=text(random, 300),
            domain=text(random, 300),
            rank=random.randrange(1, 4),
            state=random.choice(list(NeedState)),
            found_by=rows.person(),
            found_at=moment(random),
            closed_by=self._maybe(rows.person),
            closed_at=self._maybe_moment(),
            closed_because=self._maybe_text(),
        )
        return need

    def _goal(self, plan: models.Plan) -> None:
        random = self._random
        goal = self._add(
            models.Goal,
            plan_id=plan.id,
            origin_id=plan.id,
            need_id=random.choice([None, *(need.id for need in self._needs)]),
            description=text(random, 300),
            set_by=random.choice(list(GoalSetter)),
            measure=text(random, 300),
            unit=self._maybe_text(300),
            baseline=self._maybe_amount(),
            target=self._maybe_amount(),
            due_on=random.choice(made.DATES),
            status=self._maybe(lambda: random.choice(list(GoalStatus))),
            value=self._maybe_amount(),
            assessed_at=self._maybe_moment(),
        )
        goal.origin_id = goal.id
        for _ in range(random.randrange(3)):
            self._add(
                models.GoalProgress,
                goal_id=goal.id,
                status=random.choice(list(GoalStatus)),
                value=self._maybe_amount(),
                note=self._maybe_text(),
                recorded_by=self._rows.person(),
                recorded_at=moment(random),
            )

    def _intervention(self, plan: models.Plan) -> Any:
        random = self._random
        return self._add(
            models.Intervention,
            plan_id=plan.id,
            method=text(random, 300),
            responsible=text(random, 300),
            party_id=self._maybe_party(),
            starts_on=random.choice(made.DATES[1:4]),
            recurrence=self._maybe(lambda: random.choice(RULES)),
            resources=self._maybe_text(),
            effectiveness=self._maybe(lambda: random.choice(list(Effectiveness))),
            effectiveness_note=self._maybe_text(),
        )

    def _service(self) -> None:
        random = self._random
        self._add(
            models.Service,
            provider_id=self._rows.party().id,
            intervention_id=self._maybe_intervention(),
            what=text(random, 300),
            because=self._maybe_text(),
            priority=random.choice(list(Priority)),
            wanted_on=self._maybe(lambda: random.choice(made.DATES)),
            state=random.choice(list(ServiceState)),
            requested_by=self._rows.person(),
            requested_at=moment(random),
            answer_due_at=moment(random),
            answered_at=self._maybe_moment(),
            answer=self._maybe_text(),
            ended_at=self._maybe_moment(),
            report=self._maybe_text(),
        )

    def _appointment(self) -> None:
        random, rows = self._random, self._rows
        appointment = self._add(
            models.Appointment,
            intervention_id=self._maybe_intervention(),
            title=text(random, 300),
            location=self._maybe_text(300),
            starts_at=moment(random),
            ends_at=moment(random),
            state=random.choice(list(AppointmentState)),
            revision=random.randrange(3),
            created_by=rows.person(),
            created_at=moment(random),
            changed_at=moment(random),
            reason=self._maybe_text(),
        )
        for _ in range(random.randrange(3)):
            party_id = self._maybe_party()
            self._add(
                models.Attendance,
                appointment_id=appointment.id,
                party_id=party_id,
                subject=None if party_id else rows.person(),
                state=self._maybe(lambda: random.choice(list(AttendanceState))),
                note=self._maybe_text(),
            )

    def _programme(self) -> None:
        random = self._random
        programme = self._add(
            models.ContactProgramme,
            state=random.choice(list(ProgrammeState)),
            attempts=random.randrange(1, 4),
            started_at=moment(random),
            ended_at=self._maybe_moment(),
            end_reason=self._maybe_text(),
            readiness=self._maybe(lambda: random.choice(list(Readiness))),
        )
        for number in range(1, random.randrange(3) + 1):
            planned = self._add(
                models.PlannedContact,
                programme_id=programme.id,
                number=number,
                due_at=moment(random),
                state=random.choice(list(PlannedState)),
                attempts=random.randrange(3),
            )
            self._contact(planned)

    def _contact(self, planned: models.PlannedContact | None) -> None:
        random, rows = self._random, self._rows
        contact = self._add(
            models.Contact,
            planned_id=planned and planned.id,
            channel=random.choice(list(Channel)),
            direction=random.choice(list(ContactDirection)),
            participants=[str(rows.party().id) for _ in range(random.randrange(3))],
            reached=random.random() < 0.5,
            readiness=self._maybe(lambda: random.choice(list(Readiness))),
            summary=text(random),
            made_by=rows.person(),
            made_at=moment(random),
            follow_up_due_at=self._maybe_moment(),
            followed_up_at=self._maybe_moment(),
        )
        for _ in range(random.randrange(2)):
            self._add(
                models.ContactIssue,
                contact_id=contact.id,
                description=text(random, 300),
                solution=self._maybe_text(),
                solved_by=self._maybe(rows.person),
                solved_at=self._maybe_moment(),
            )

    def _consent(self) -> None:
        random, rows = self._random, self._rows
        self._add(
            models.Consent,
            party_id=rows.party().id,
            scope=text(random, 300),
            how=text(random, 300),
            since=moment(random),
            until=self._maybe_moment(),
            recorded_by=rows.person(),
            recorded_at=moment(random),
            revoked_by=self._maybe(rows.person),
            revoked_at=self._maybe_moment(),
            revoked_because=self._maybe_text(),
        )

    def _education(self) -> None:
        random, rows = self._random, self._rows
        document_id = rows.document(self._case)
        self._add(
            models.Education,
            party_id=rows.party().id,
            document_id=document_id,
            topic=text(random, 300),
            method=text(random, 300),
            material=None if document_id else self._maybe_text(300),
            understanding=random.choice(list(Understanding)),
            follow_up=self._maybe_text(),
            followed_up_at=self._maybe_moment(),
            given_by=rows.person(),
            given_at=moment(random),
        )

    def _transition(self) -> None:
        random, rows = self._random, self._rows
        done = {"item": text(random), "done_by": rows.person(), "done_at": moment(random).isoformat()}
        checklist = [done, {"item": text(random), "done_by": None, "done_at": None}]
        told = {"party": str(rows.party().id), "by": rows.person(), "at": moment(random).isoformat()}
        self._add(
            models.TransitionRecord,
            receiver_id=self._maybe_party(),
            kind=random.choice(list(TransitionKind)),
            from_level=text(random, 300),
            to_level=text(random, 300),
            from_frequency=self._maybe_text(300),
            to_frequency=self._maybe_text(300),
            consent=self._maybe_text(300),
            checklist=checklist[: random.randrange(3)],
            informed=[told] * random.randrange(2),
            created_by=rows.person(),
            created_at=moment(random),
        )

    def _evaluation(self) -> None:
        random, rows = self._random, self._rows
        self._add(
            models.Outcome,
            dimension=random.choice(list(Dimension)),
            measure=text(random, 300),
            unit=self._maybe_text(300),
            baseline=self._maybe_amount(),
            target=self._maybe_amount(),
            actual=random.choice(AMOUNTS),
            note=self._maybe_text(),
            recorded_by=rows.person(),
            recorded_at=moment(random),
        )
        self._add(
            models.Feedback,
            source=random.choice(list(FeedbackSource)),
            rating=random.randrange(1, 6),
            comment=self._maybe_text(),
            given_by=rows.person(),
            given_at=moment(random),
        )
        self._add(
            models.CostEntry,
            kind=random.choice(list(CostKind)),
            hard=random.random() < 0.5,
            amount=abs(random.choice(AMOUNTS)),
            currency=random.choice(("EUR", "USD")),
            description=text(random, 300),
            incurred_on=random.choice(made.DATES),
            entered_by=rows.person(),
            entered_at=moment(random),
        )
        self._add(
            models.Lesson,
            intervention_id=self._maybe_intervention(),
            worked=random.random() < 0.5,
            text=text(random),
            written_by=rows.person(),
            written_at=moment(random),
        )

    def _add(self, model: type[Any], **values: Any) -> Any:
        return self._rows.add(model, case_id=self._case.id, **values)

    def _maybe(self, make: Callable[[], Any]) -> Any:
        return maybe(self._random, make)

    def _maybe_text(self, longest: int = 500) -> str | None:
        found: str | None = self._maybe(lambda: text(self._random, longest))
        return found

    def _maybe_moment(self) -> Any:
        return self._maybe(lambda: moment(self._random))

    def _maybe_amount(self) -> Any:
        return self._maybe(lambda: self._random.choice(AMOUNTS))

    def _maybe_party(self) -> Any:
        return self._maybe(lambda: self._rows.party().id)

    def _maybe_intervention(self) -> Any:
        return self._maybe(lambda: self._random.choice(self._interventions).id) if self._interventions else None
