"""What PHQ-9 says beside its score: the algorithm, estimated items, response and remission."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from casewright import Answer, Case, Standing, read_answers
from casewright.instruments import Assessment, Result
from casewright_healthcare import care_plan, discharge
from casewright_healthcare.depression import DepressionProgress, depression_progress
from casewright_healthcare.fields import CarePlan
from casewright_healthcare.questionnaires import PHQ_9

REFERRED = CarePlan(patient_identifier="P-1", programme="Recovery", referral_reason="Accident", referred_by="Hospital")


def read(*points: int | None, estimated: bool = False) -> Result:
    """PHQ-9 answered by points, item by item; None: not answered."""
    answers = [
        Answer(item.id, option=item.options[given].id)
        for item, given in zip(PHQ_9.items, points, strict=False)
        if given is not None
    ]
    return read_answers(PHQ_9, None, answers, estimated=estimated)


@pytest.mark.parametrize(
    ("points", "finding"),
    [
        ((2, 2, 2, 2, 1, 1, 2, 0, 0), "major_depressive_syndrome"),
        ((2, 0, 2, 2, 1, 1, 2, 0, 1), "major_depressive_syndrome"),
        ((2, 0, 2, 2, 1, 1, 2, 0, 0), "other_depressive_syndrome"),
        ((0, 2, 0, 0, 0, 0, 0, 0, 1), "other_depressive_syndrome"),
        ((0, 3, 0, 0, 0, 0, 0, 0, 0), None),
        ((1, 1, 3, 3, 3, 3, 3, 3, 3), None),
        ((1, 1, 1, 1, 1, 1, 1, 1, 0), None),
        ((0, 2, 0, 0, 0, 0, 0, 0, 0, 3), None),
    ],
)
def test_the_algorithm_counts_symptoms_and_needs_one_of_the_first_two(
    points: tuple[int, ...], finding: str | None
) -> None:
    """Five make a major syndrome, two to four another; the ninth counts at once, the impairment never."""
    assert read(*points).finding == finding


def test_the_example_of_us_core_is_moderate_and_suggests_a_major_syndrome() -> None:
    """Score and finding are two things."""
    result = read(2, 2, 2, 2, 1, 1, 2, 0, 0)
    assert (result.score, result.band and result.band.name) == (12, "moderate")
    assert result.finding == "major_depressive_syndrome"


@pytest.mark.parametrize(
    ("points", "score"),
    [
        ((2, 2, 2, 2, 1, 1, None, None, 0), 13),  # 10 of seven items: two more are 2.86
        ((1, 1, 1, 1, None, 1, 1, 1, 1), 9),
        ((1, 0, 0, 0, 0, 0, 0, None, 0), 1),
        ((2, 2, 2, 2, 1, 1, None, 0, 0), 11),  # 10 of eight items: one more is 1.25
        ((2, 2, 2, None, None, None, 2, 0, 0), None),
        ((2, 2, 2, 2, 1, 1, 2, 0, None), None),
    ],
)
def test_one_or_two_missing_items_are_estimated_where_that_is_asked_for(
    points: tuple[int | None, ...], score: int | None
) -> None:
    """By the mean of the others; not three, and never the ninth, about which somebody has to ask."""
    estimated = read(*points, estimated=True)
    assert (estimated.score, estimated.finding) == (score, None)
    assert len(estimated.missing) == points.count(None)
    assert read(*points).score is None


@pytest.mark.parametrize(
    ("first", "now", "progress"),
    [
        (20, 4, "remission"),
        (20, 5, "response"),
        (20, 10, "response"),
        (20, 11, "no_response"),
        (11, 6, "no_response"),
        (10, 27, "no_response"),
        (10, 5, "response"),
        (9, 0, None),
    ],
)
def test_response_is_half_of_the_first_score_and_remission_below_five(
    first: int, now: int, progress: str | None
) -> None:
    """Of whoever began with an elevated score."""
    assert depression_progress(first, now) == progress
    assert PHQ_9.progress is depression_progress


@pytest.mark.parametrize(
    ("progress", "figures"),
    [("remission", [1, 1]), ("response", [1, 0]), ("no_response", [0, 0]), (None, [None, None])],
)
def test_the_end_remembers_what_became_of_the_depression(
    case_of: Callable[..., Case[Any]], progress: str | None, figures: list[int | None]
) -> None:
    """And the figures tell the share of those who responded, and who are in remission."""
    found = Assessment(
        instrument="phq_9",
        title="PHQ-9",
        variant=None,
        score=4,
        band="minimal",
        risk=None,
        assessed_at=datetime(2026, 6, 1, tzinfo=UTC),
        progress=progress,
    )
    case = case_of(care_plan, REFERRED, "outcome_review", standing=Standing(assessments={"phq_9": found}))
    ended = discharge.evaluate(case)
    assert ended.depression == (DepressionProgress(progress) if progress else None)
    measured = {metric.name: metric.function(ended) for metric in care_plan.metrics}
    assert [measured["depression_response"], measured["depression_remission"]] == figures
    without = replace(case, standing=Standing())
    assert discharge.evaluate(without).depression is None
