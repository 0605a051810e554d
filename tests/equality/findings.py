"""What was found about a case, made up: risk, visits, a clock, assessments, alerts, screenings."""

from random import Random
from typing import Any

from casewright import models
from casewright.casetype import CaseType
from casewright.clocks import ClockStatus
from casewright.models.assessment import AssessmentState
from casewright.process import Priority, Risk, Verdict
from equality import made
from equality.collected import Rows
from equality.made import maybe, moment, text


def add_readings(rows: Rows, case: models.Case, case_type: CaseType[Any], random: Random) -> None:
    """How serious it is, where it was, and a clock."""
    for _ in range(random.randrange(3)):
        factor = {"rule": "a_rule", "sentence": text(random), "points": 20, "fact": text(random)}
        overridden = random.random() < 0.5
        rows.add(
            models.RiskAssessment,
            case_id=case.id,
            level=random.choice(list(Risk)),
            points=random.choice((0, 20, 70)),
            factors=[factor] * random.randrange(3),
            missing=[text(random)] * random.randrange(2),
            assessed_by=rows.person(),
            assessed_at=moment(random),
            override_reason=text(random) if overridden else None,
            expires_at=maybe(random, lambda: moment(random)) if overridden else None,
            review_due_at=maybe(random, lambda: moment(random)),
        )
    stages = list(case_type.stages.items())
    for number, (stage, phase) in enumerate(random.sample(stages, min(3, len(stages))), start=10):
        rows.add(
            models.PhaseVisit,
            case_id=case.id,
            phase=phase,
            stage=stage,
            number=number,
            entered_at=moment(random),
            entered_by=rows.person(),
            left_at=maybe(random, lambda: moment(random)),
            reason=maybe(random, lambda: text(random)),
            returned=random.random() < 0.5,
            invalidated=maybe(random, lambda: text(random, 300)),
        )
    rows.add(
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


def add_findings(rows: Rows, case: models.Case, case_type: CaseType[Any], random: Random) -> None:
    """Assessments, alerts and screenings."""
    instruments = [use.instrument for use in case_type.instruments] + ["declared_no_more"]
    for _ in range(random.randrange(4)):
        _assessment(rows, random, case, random.choice(instruments))
    for _ in range(random.randrange(3)):
        answered = random.random() < 0.5
        rows.add(
            models.Alert,
            case_id=case.id,
            rule=text(random, 200),
            message=text(random),
            priority=random.choice(list(Priority)),
            raised_at=moment(random),
            answered_at=moment(random) if answered else None,
            answered_by=rows.person() if answered else None,
            answer=text(random) if answered else None,
        )
    for _ in range(random.randrange(3)):
        rows.add(
            models.Screening,
            case_id=case.id,
            verdict=random.choice(list(Verdict)),
            reasons=[{"rule": "a_rule", "sentence": text(random)}] * random.randrange(3),
            remark=maybe(random, lambda: text(random)),
            other_id=maybe(random, lambda: case.id),
            screened_by=rows.person(),
            screened_at=moment(random),
            invalidated_at=maybe(random, lambda: moment(random)),
        )


def _assessment(rows: Rows, random: Random, case: models.Case, instrument: str) -> None:
    complete = random.random() < 2 / 3
    number = maybe(random, lambda: str(random.choice(made.DECIMALS)))
    answer = {"item": "an_item", "option": maybe(random, lambda: "an_option"), "number": number, "points": 2}
    alarm = {"item": "an_item", "label": text(random), "value": "2", "reason": text(random), "priority": "stat"}
    rows.add(
        models.Assessment,
        case_id=case.id,
        instrument=instrument,
        version=text(random, 100),
        variant=maybe(random, lambda: text(random, 100)),
        title=text(random, 300),
        source=text(random),
        state=AssessmentState.COMPLETE if complete else AssessmentState.INCOMPLETE,
        answers=[answer] * random.randrange(3),
        missing=[text(random)] * (random.randrange(2) if complete else 1),
        score=random.choice((0, 12, -3)) if complete else None,
        band=text(random, 100) if complete else None,
        risk=maybe(random, lambda: random.choice(list(Risk))) if complete else None,
        finding=maybe(random, lambda: text(random, 100)) if complete else None,
        baseline=maybe(random, lambda: random.choice((0, 12))) if complete else None,
        progress=maybe(random, lambda: text(random, 100)) if complete else None,
        alarms=[alarm] * random.randrange(2),
        assessor=rows.person(),
        assessed_at=moment(random),
        review_due_at=maybe(random, lambda: moment(random)),
        superseded_by=maybe(random, lambda: case.id),
    )
