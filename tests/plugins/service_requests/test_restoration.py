"""The moves of an incident: when each is refused, and what each changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from casewright import Case, Priority, Risk
from casewright_service_requests.incident import Incident, incident
from casewright_service_requests.priority import ServiceImpact, ServicePriority, ServiceUrgency
from casewright_service_requests.restoration import (
    acknowledge,
    close,
    conclude_review,
    declare_major,
    diagnose,
    dismiss,
    name_problem,
    record_security_finding,
    report_relapse,
    restore,
    review,
    set_priority,
)

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
PRINTER = Incident(
    service="Printer",
    symptom="Blank pages",
    impact=ServiceImpact.LOW,
    urgency=ServiceUrgency.LOW,
    people_affected=3,
    safety_at_stake=False,
)
WARD = replace(PRINTER, service="Ward system", impact=ServiceImpact.HIGH, urgency=ServiceUrgency.HIGH)


def test_only_a_high_risk_makes_an_incident_major(case_of: CaseOf, rule_of: RuleOf) -> None:
    """A printer is none; a ward system that is down is, from that moment."""
    case = case_of(incident, WARD)
    assert rule_of(lambda: declare_major(case_of(incident, PRINTER))) == "major.risk"
    assert declare_major(case) == replace(WARD, declared_major_at=case.now)


def test_a_high_risk_is_not_repaired_quietly(case_of: CaseOf, rule_of: RuleOf) -> None:
    """It has to be declared a major incident first; a small one has not."""
    declared = declare_major(case_of(incident, WARD))
    quiet = case_of(incident, WARD, "diagnosis")
    assert rule_of(lambda: diagnose(quiet, cause="Disk full")) == "major.not_declared"
    assert diagnose(case_of(incident, declared, "major_response"), cause="Disk full").cause == "Disk full"
    found = diagnose(case_of(incident, PRINTER, "diagnosis"), cause="No toner", workaround="Floor 3")
    assert (found.cause, found.workaround) == ("No toner", "Floor 3")


def test_a_major_incident_is_reviewed_before_it_is_closed(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Any other closes at once."""
    declared = declare_major(case_of(incident, WARD))
    assert rule_of(lambda: close(case_of(incident, declared, "restored"))) == "major.review"
    assert close(case_of(incident, PRINTER, "restored")) == PRINTER
    assert review(case_of(incident, declared, "restored")) == declared
    assert conclude_review(case_of(incident, declared, "review"), lessons="Watch disks").lessons == "Watch disks"


def test_restoration_ends_the_time_down_and_a_relapse_takes_it_back(case_of: CaseOf) -> None:
    """Minutes from the beginning, or from the report where that is not known, to the restoration; none before that."""
    case = case_of(incident, PRINTER, "repair")
    unknown = restore(replace(case, opened_at=case.now - timedelta(minutes=30)), fix="New toner")
    assert (unknown.began_at, unknown.minutes_down) == (None, 30)
    began = replace(PRINTER, began_at=case.now - timedelta(minutes=90, seconds=59))
    restored = restore(case_of(incident, began, "repair"), fix="New toner")
    assert (PRINTER.minutes_down, began.minutes_down, restored.minutes_down) == (None, None, 90)
    assert restored.fix == "New toner"
    assert report_relapse(case_of(incident, restored, "restored")).minutes_down is None


def test_the_time_to_restore_counts_from_the_report(case_of: CaseOf) -> None:
    """Not from the beginning that nobody knew of; where it was told before it was written down, from then."""
    case = case_of(incident, PRINTER, "repair")
    case = replace(case, opened_at=case.now - timedelta(minutes=30))
    began, told = case.now - timedelta(hours=5), case.now - timedelta(minutes=45)
    quiet = restore(replace(case, fields=replace(PRINTER, began_at=began)), fix="New toner")
    assert (quiet.minutes_down, quiet.minutes_to_restore) == (300, 30)
    spoken = restore(replace(case, fields=replace(PRINTER, reported_at=told)), fix="New toner")
    assert (spoken.minutes_down, spoken.minutes_to_restore) == (45, 45)
    assert report_relapse(case_of(incident, spoken, "restored")).minutes_to_restore is None


def test_the_plain_moves(case_of: CaseOf) -> None:
    """Acknowledging changes nothing, dismissing says why, a security finding is kept."""
    case = case_of(incident, PRINTER)
    assert acknowledge(case) == PRINTER
    assert dismiss(case, explanation="It is switched off").explanation == "It is switched off"
    assert name_problem(case, number="PRB-2026-000001").problem == "PRB-2026-000001"
    assert record_security_finding(case, finding="Stolen password").security_finding == "Stolen password"


@pytest.mark.parametrize(
    ("change", "facts", "level"),
    [
        ({}, {}, Risk.LOW),
        ({"people_affected": 99}, {}, Risk.LOW),
        ({"people_affected": 100}, {"wide": "100 people"}, Risk.MODERATE),
        ({"safety_at_stake": True}, {"dangerous": ""}, Risk.HIGH),
        ({"impact": ServiceImpact.HIGH, "urgency": ServiceUrgency.HIGH}, {"critical": ""}, Risk.HIGH),
        ({"impact": ServiceImpact.HIGH}, {}, Risk.LOW),
    ],
)
def test_risk_rules(case_of: CaseOf, change: dict[str, Any], facts: dict[str, str], level: Risk) -> None:
    """Each fires on its fact only."""
    risk = case_of(incident, replace(PRINTER, **change)).risk
    assert {factor.rule: factor.fact for factor in risk.factors} == facts
    assert risk.level is level


def test_risk_rules_name_what_they_do_not_know(case_of: CaseOf) -> None:
    """How many are affected, and whether somebody may come to harm."""
    unknown = replace(PRINTER, people_affected=None, safety_at_stake=None)
    assert case_of(incident, unknown).risk.missing == ("dangerous", "wide")


def test_a_priority_set_by_hand_wins(case_of: CaseOf) -> None:
    """And with it the risk that goes by the priority."""
    assert incident.priority_of is not None
    fields = set_priority(
        case_of(incident, PRINTER), priority=ServicePriority.P1, because="It prints the prescriptions"
    )
    assert incident.priority_of(fields) is Priority.STAT
    assert case_of(incident, fields).risk.level is Risk.HIGH
