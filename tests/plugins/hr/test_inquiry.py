"""The moves of a complaint: when each is refused, and what each changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from casewright import Case, Risk
from casewright_hr import complaint, inquiry
from casewright_hr.calendar import WorkCountry
from casewright_hr.grievance import (
    ActionKind,
    Allegation,
    AllegationFinding,
    Complaint,
    ComplaintInterview,
    ComplaintKind,
    CorrectiveAction,
    GrievanceMeeting,
    InterviewedAs,
)
from casewright_hr.handling import AllegationSeverity, ComplaintReach

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
RAISED = Complaint(kind=ComplaintKind.CONDUCT, unit="Ward 4", summary="Shouting", about_a_superior=False)
SHOUTED = Allegation(kind=ComplaintKind.CONDUCT, statement="He shouted")
WARNING = CorrectiveAction(kind=ActionKind.WARNING, what="A warning", by="Mara", due_on=date(2026, 6, 30))
LATE = Allegation(kind=ComplaintKind.PAY, statement="Overtime is missing")


def heard(*roles: InterviewedAs) -> tuple[ComplaintInterview, ...]:
    """One interview with each."""
    return tuple(ComplaintInterview(heard_as=role, held_on=date(2026, 6, 1), summary="-") for role in roles)


def found(*findings: AllegationFinding | None) -> Complaint:
    """A complaint whose allegations have these findings, investigated by Ivy and decided by Lee."""
    allegations = tuple(replace(SHOUTED, finding=finding) for finding in findings)
    return replace(RAISED, allegations=allegations, investigator="ivy", decision="Yes", decided_by="lee")


def test_an_anonymous_complaint_stays_anonymous(case_of: CaseOf, rule_of: RuleOf) -> None:
    """A named one has its complainant in the hidden group."""
    named = inquiry.name_complainant(
        case_of(complaint, RAISED), complainant_name="Cara", complainant_contact="cara@example.org"
    )
    assert (named.complainant_name, named.complainant_contact) == ("Cara", "cara@example.org")
    anonymous = case_of(complaint, replace(RAISED, anonymous=True))
    told = {"complainant_name": "Cara", "complainant_contact": "-"}
    assert rule_of(lambda: inquiry.name_complainant(anonymous, **told)) == "complainant.anonymous"


def test_something_is_alleged_before_it_is_classified(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Allegations are added one by one."""
    serious, team = AllegationSeverity.SERIOUS, ComplaintReach.TEAM
    case = case_of(complaint, RAISED, "formal_complaint")
    assert rule_of(lambda: inquiry.classify(case, severity=serious, reach=team)) == "classify.allegations"
    alleged = inquiry.add_allegation(case, kind=SHOUTED.kind, statement=SHOUTED.statement)
    assert alleged.allegations == (SHOUTED,)
    classified = inquiry.classify(case_of(complaint, alleged, "formal_complaint"), severity=serious, reach=team)
    assert (classified.severity, classified.reach) == (serious, team)


def test_an_investigation_is_planned_and_begun_by_whoever_has_it(case_of: CaseOf, rule_of: RuleOf) -> None:
    """With what has to be found out and what holds meanwhile; nobody else begins it."""
    case = case_of(complaint, RAISED, "classification")
    assert rule_of(lambda: inquiry.plan_investigation(case, investigator="ivy", questions=())) == "plan.questions"
    planned = inquiry.plan_investigation(
        case, investigator="ivy", questions=("Did he shout?",), interim_measures="They sit apart"
    )
    assert (planned.investigator, planned.questions) == ("ivy", ("Did he shout?",))
    assert planned.interim_measures == "They sit apart"
    at = "investigation_plan"
    assert rule_of(lambda: inquiry.investigate(case_of(complaint, planned, at, subject="kim"))) == (
        "investigate.investigator"
    )
    assert inquiry.investigate(case_of(complaint, planned, at, subject="ivy")) == planned


@pytest.mark.parametrize(
    ("interviews", "finding", "rule"),
    [
        ((), AllegationFinding.SUBSTANTIATED, "finding.unheard"),
        (heard(InterviewedAs.WITNESS), AllegationFinding.SUBSTANTIATED, "finding.unheard"),
        (heard(InterviewedAs.RESPONDENT), AllegationFinding.SUBSTANTIATED, None),
        ((), AllegationFinding.UNFOUNDED, None),
    ],
)
def test_nobody_is_found_guilty_unheard(
    case_of: CaseOf,
    rule_of: RuleOf,
    interviews: tuple[ComplaintInterview, ...],
    finding: AllegationFinding,
    rule: str | None,
) -> None:
    """Only a finding against the respondent needs that they were heard."""
    case = case_of(complaint, replace(RAISED, allegations=(SHOUTED,), interviews=interviews), "investigation")
    assert rule_of(lambda: inquiry.record_finding(case, allegation=1, finding=finding)) == rule


def test_findings_are_per_allegation(case_of: CaseOf, rule_of: RuleOf) -> None:
    """By its number, from 1; the other one stays open."""
    case = case_of(complaint, replace(RAISED, allegations=(SHOUTED, LATE)), "investigation")
    unfounded = AllegationFinding.UNFOUNDED
    one = inquiry.record_finding(case, allegation=2, finding=unfounded)
    assert one.allegations == (SHOUTED, replace(LATE, finding=unfounded))
    assert one.strongest_finding is None
    for number in (0, 3):
        refused = rule_of(lambda n=number: inquiry.record_finding(case, allegation=n, finding=unfounded))  # type: ignore[misc]
        assert refused == "finding.number"


def test_interviews_are_kept(case_of: CaseOf) -> None:
    """Each with the role of who was heard, not the name."""
    case = case_of(complaint, RAISED, "investigation")
    recorded = inquiry.record_interview(case, heard_as=InterviewedAs.WITNESS, held_on=date(2026, 6, 1), summary="-")
    assert recorded.interviews == heard(InterviewedAs.WITNESS)


@pytest.mark.parametrize(
    ("fields", "subject", "rule"),
    [
        (found(AllegationFinding.UNFOUNDED, None), "lee", "decision.findings"),
        (found(), "lee", "decision.findings"),
        (found(AllegationFinding.UNFOUNDED), "ivy", "decision.investigator"),
        (found(AllegationFinding.UNFOUNDED), "lee", None),
    ],
)
def test_a_decision_needs_every_finding_and_another_head(
    case_of: CaseOf, rule_of: RuleOf, fields: Complaint, subject: str, rule: str | None
) -> None:
    """Whoever investigated does not decide."""
    case = case_of(complaint, fields, "investigation", subject=subject)
    assert rule_of(lambda: inquiry.decide(case, decision="Yes")) == rule


def test_the_decision_names_who_decided(case_of: CaseOf) -> None:
    """Taken from the person, not from an argument."""
    fields = replace(found(AllegationFinding.UNFOUNDED), decision=None, decided_by=None)
    decided = inquiry.decide(case_of(complaint, fields, "investigation", subject="lee"), decision="No")
    assert (decided.decision, decided.decided_by) == ("No", "lee")


@pytest.mark.parametrize(("subject", "rule"), [("lee", "appeal.involved"), ("ivy", "appeal.involved"), ("pat", None)])
def test_an_appeal_is_heard_by_somebody_uninvolved(
    case_of: CaseOf, rule_of: RuleOf, subject: str, rule: str | None
) -> None:
    """Whichever way it goes."""
    fields = inquiry.appeal(case_of(complaint, found(AllegationFinding.UNFOUNDED), "decision"), grounds="Not heard")
    case = case_of(complaint, fields, "appeal", subject=subject)
    assert fields.appeal_grounds == "Not heard"
    assert rule_of(lambda: inquiry.dismiss_appeal(case)) == rule
    assert rule_of(lambda: inquiry.uphold_appeal(case, investigator="kim")) == rule


def test_an_upheld_appeal_begins_again_with_somebody_else(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Findings and decision are taken back, the allegations stay."""
    fields = replace(found(AllegationFinding.SUBSTANTIATED), actions=(WARNING,))
    case = case_of(complaint, fields, "appeal", subject="pat")
    assert rule_of(lambda: inquiry.uphold_appeal(case, investigator="ivy")) == "appeal.investigator"
    again = inquiry.uphold_appeal(case, investigator="kim")
    assert again.allegations == (SHOUTED,)
    assert (again.investigator, again.decision, again.decided_by, again.actions) == ("kim", None, None, ())
    figures = {metric.name: metric.function(again) for metric in complaint.metrics}
    assert (figures["appealed"], figures["appeals_upheld"]) == (0, 1)


@pytest.mark.parametrize(
    ("change", "facts", "level"),
    [
        ({"severity": AllegationSeverity.SERIOUS, "reach": ComplaintReach.ONE_PERSON}, {}, Risk.LOW),
        ({"severity": AllegationSeverity.GROSS}, {"gross": ""}, Risk.HIGH),
        ({"reach": ComplaintReach.TEAM}, {"wide": "it touches the team"}, Risk.MODERATE),
        ({"about_a_superior": True}, {"about_a_superior": ""}, Risk.MODERATE),
        ({"retaliation_reported": True}, {"retaliation": ""}, Risk.HIGH),
    ],
)
def test_risk_rules(case_of: CaseOf, change: dict[str, Any], facts: dict[str, str], level: Risk) -> None:
    """Each fires on its fact only."""
    case = case_of(complaint, replace(RAISED, **change))
    assert ({factor.rule: factor.fact for factor in case.risk.factors}, case.risk.level) == (facts, level)


def test_risk_rules_name_what_they_do_not_know(case_of: CaseOf) -> None:
    """Before the classification neither severity nor reach is known, and nobody was asked about revenge yet."""
    assert case_of(complaint, RAISED).risk.missing == ("gross", "wide", "retaliation")


def test_in_great_britain_it_is_tried_informally_first(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Or somebody says why not; elsewhere the informal way is open and nobody has to take it."""
    british = replace(RAISED, country=WorkCountry.GB)
    assert rule_of(lambda: inquiry.formalise(case_of(complaint, british))) == "formalise.informal"
    tried = inquiry.try_informally(case_of(complaint, british), attempt="A talk with both")
    assert inquiry.formalise(case_of(complaint, tried, "informal_resolution")) == tried
    assert inquiry.settle_informally(case_of(complaint, tried, "informal_resolution")) == tried
    told = inquiry.formalise(case_of(complaint, british), not_informal_because="He was threatened")
    assert told.informal_attempt == "He was threatened"
    assert inquiry.formalise(case_of(complaint, RAISED)) == RAISED


@pytest.mark.parametrize(
    ("country", "meeting", "rule"),
    [
        (WorkCountry.US, None, None),
        (WorkCountry.GB, None, "decision.meeting"),
        (WorkCountry.GB, GrievanceMeeting(on=date(2026, 6, 10)), "decision.meeting"),
        (WorkCountry.GB, GrievanceMeeting(on=date(2026, 6, 10), held=True), None),
    ],
)
def test_in_great_britain_the_meeting_comes_before_the_decision(
    case_of: CaseOf, rule_of: RuleOf, country: WorkCountry, meeting: GrievanceMeeting | None, rule: str | None
) -> None:
    """It was held, not only called."""
    fields = replace(found(AllegationFinding.UNFOUNDED), country=country, meeting=meeting)
    assert rule_of(lambda: inquiry.decide(case_of(complaint, fields, "meeting"), decision="No")) == rule


@pytest.mark.parametrize(
    ("complainant", "respondent", "expected"),
    [
        (WorkCountry.GB, WorkCountry.US, WorkCountry.GB),
        (None, WorkCountry.GB, WorkCountry.GB),
        (None, None, WorkCountry.US),
    ],
)
def test_the_country_is_the_complainant_s_else_the_respondent_s(
    complainant: WorkCountry | None, respondent: WorkCountry | None, expected: WorkCountry
) -> None:
    """Its law and days hold, and whoever has the case knows it."""
    fields = replace(RAISED, country=complainant, respondent_country=respondent)
    assert fields.applicable_country is expected
    assert complaint.skills_of is not None
    assert complaint.skills_of(fields) == [f"country_{expected}"]
