"""The moves of a recruitment: when each is refused, and what each changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from casewright import Answer, Case, Gate, Standing, read_answers
from casewright.instruments import Assessment
from casewright_hr import recruitment, selecting
from casewright_hr.calendar import WorkCountry
from casewright_hr.recruitment import INTERVIEW, MONITORING, ApplicantInterview, Application, ApplicationRejection

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
APPLIED = Application(vacancy="Nurse", applicant="Amara Osei", applied_on=date(2026, 6, 1))


def heard(*interviewers: str) -> Application:
    """Somebody whom these have heard."""
    interviews = tuple(
        ApplicantInterview(interviewer=each, held_on=date(2026, 6, 8), notes="-") for each in interviewers
    )
    return replace(APPLIED, interviews=interviews)


def rated(band: str) -> Standing:
    """The interviews came to that."""
    at = datetime(2026, 6, 9, tzinfo=UTC)
    found = Assessment(
        instrument=INTERVIEW.name, title=INTERVIEW.title, variant=None, score=5, band=band, risk=None, assessed_at=at
    )
    return Standing(assessments={INTERVIEW.name: found})


@pytest.mark.parametrize(("may_work", "rule"), [(True, None), (None, None), (False, "invite.right_to_work")])
def test_nobody_is_invited_who_may_not_work_there(
    case_of: CaseOf, rule_of: RuleOf, may_work: bool | None, rule: str | None
) -> None:
    """What is not known is checked later; the screening comes before it all."""
    assert rule_of(lambda: selecting.invite(case_of(recruitment, replace(APPLIED, may_work=may_work)))) == rule
    assert recruitment.gates["application"] == (Gate.VERDICT_RECORDED,)


def test_two_people_hear_an_applicant(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Each writes down their own, once."""
    case = case_of(recruitment, APPLIED, "interviews", subject="ann")
    once = selecting.record_applicant_interview(case, held_on=date(2026, 6, 8), notes="Calm")
    assert [interview.interviewer for interview in once.interviews] == ["ann"]
    again = case_of(recruitment, once, "interviews", subject="ann")
    refused = rule_of(lambda: selecting.record_applicant_interview(again, held_on=date(2026, 6, 8), notes="Calm"))
    assert refused == "interview.twice"
    assert rule_of(lambda: selecting.compare(case_of(recruitment, once, "interviews"))) == "compare.interviews"
    both = heard("ann", "ben")
    assert selecting.compare(case_of(recruitment, both, "interviews")) == both


@pytest.mark.parametrize(
    ("standing", "rule"),
    [
        (Standing(), "offer.rating"),
        (rated("not_suitable"), "offer.rating"),
        (rated("suitable"), None),
        (rated("very_suitable"), None),
    ],
)
def test_an_offer_needs_a_rating(case_of: CaseOf, rule_of: RuleOf, standing: Standing, rule: str | None) -> None:
    """And the director, who is somebody else."""
    case = case_of(recruitment, heard("ann", "ben"), "selection", standing=standing)
    assert rule_of(lambda: selecting.make_offer(case, salary="50,000", starts_on=date(2026, 7, 1))) == rule
    approval = recruitment.transitions["make_offer"].approval
    assert approval is not None
    assert approval.levels == ("hr_director",)


def test_the_applicant_is_told_before_the_end(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Hired or not, by the reason that was given."""
    taken = selecting.accept_offer(case_of(recruitment, APPLIED, "offer"))
    turned = selecting.turn_down(
        case_of(recruitment, APPLIED, "selection"), ground=ApplicationRejection.SOMEBODY_ELSE_FITTED_BETTER
    )
    outcome = recruitment.transitions["close"].outcome
    assert callable(outcome)
    assert [outcome(case_of(recruitment, fields, "answered")) for fields in (taken, turned)] == [
        "hired",
        "not_selected",
    ]
    untold = case_of(recruitment, taken, "answered", open_tasks=("Tell the applicant",))
    assert rule_of(lambda: selecting.close(untold)) == "close.told"
    assert selecting.close(case_of(recruitment, taken, "answered")).told_on == date(2026, 6, 15)


def test_the_offer_is_dated_and_may_be_declined(case_of: CaseOf) -> None:
    """The days to it are a figure."""
    case = case_of(recruitment, heard("ann", "ben"), "selection", standing=rated("suitable"))
    offered = selecting.make_offer(case, salary="50,000", starts_on=date(2026, 7, 1))
    assert (APPLIED.days_to_offer, offered.days_to_offer) == (None, 14)
    assert selecting.decline_offer(case_of(recruitment, offered, "offer")) == offered
    assert selecting.take_back(case_of(recruitment, APPLIED, "selection")) == APPLIED


@pytest.mark.parametrize(("country", "day"), [(WorkCountry.US, 15), (WorkCountry.GB, 16)])
def test_an_offer_is_dated_where_the_work_is(case_of: CaseOf, country: WorkCountry, day: int) -> None:
    """Half past midnight in London, it is still the evening before in New York; the word to the applicant likewise."""
    late = datetime(2026, 6, 15, 23, 30, tzinfo=UTC)
    there = replace(heard("ann", "ben"), country=country)
    case = case_of(recruitment, there, "selection", standing=rated("suitable"), now=late)
    offered = selecting.make_offer(case, salary="50,000", starts_on=date(2026, 7, 1))
    assert offered.offered_on == date(2026, 6, day)
    assert selecting.close(case_of(recruitment, offered, "answered", now=late)).told_on == date(2026, 6, day)


@pytest.mark.parametrize(
    ("points", "band"),
    [
        (0, "not_suitable"),
        (4, "not_suitable"),
        (5, "suitable"),
        (8, "suitable"),
        (9, "very_suitable"),
        (12, "very_suitable"),
    ],
)
def test_bands_of_the_interview(points: int, band: str) -> None:
    """Each begins at its score."""
    given = [min(3, max(0, points - 3 * place)) for place in range(4)]
    options = {option.points: option.id for option in INTERVIEW.items[0].options}
    result = read_answers(
        INTERVIEW,
        None,
        [Answer(item.id, option=options[each]) for item, each in zip(INTERVIEW.items, given, strict=True)],
    )
    assert result.band is not None
    assert (result.score, result.band.name) == (points, band)


def test_what_is_asked_for_statistics_is_not_seen_by_who_decides() -> None:
    """Only the equality officer sees it, and neither names, notes nor ratings."""
    grants = {grant.role: grant for grant in recruitment.grants}
    assert {role for role, grant in grants.items() if MONITORING not in grant.hide} == {"equality_officer"}
    assert {"case_party", "note", "assessment"} <= grants["equality_officer"].hide
