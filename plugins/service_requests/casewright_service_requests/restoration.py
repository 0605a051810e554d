"""The moves of an incident, from its report to what is learnt from it."""

from dataclasses import replace

from casewright import Case, Refused, Risk
from casewright_service_requests.elapsed import minutes_between
from casewright_service_requests.incident import Incident, incident
from casewright_service_requests.origin import settled, settled_outcome
from casewright_service_requests.priority import ServicePriority
from casewright_service_requests.values import ShortText, Text

RESPONDERS = ("service_agent", "incident_manager")


@incident.transition("reported -> diagnosis", role=RESPONDERS)
def acknowledge(case: Case[Incident]) -> Incident:
    """Take the report up."""
    return case.fields


@incident.transition("reported | diagnosis", role=RESPONDERS, outcome="not_an_incident")
def dismiss(case: Case[Incident], *, explanation: Text) -> Incident:
    """End a report of something that works as it should, or belongs elsewhere."""
    return replace(case.fields, explanation=explanation)


def _settled(case: Case[Incident]) -> str:
    return settled_outcome(case.fields.source)


@incident.transition("reported", role=RESPONDERS, outcome=_settled)
def settle_elsewhere(case: Case[Incident]) -> Incident:
    """End an incident that the system it came from has closed."""
    source = settled(case.fields.source)
    return replace(
        case.fields,
        fix=source.state_notes,
        down_since=source.requested_at,
        restored_at=source.closed_at,
        minutes_to_restore=source.minutes_open,
    )


@incident.transition("reported | diagnosis | repair -> major_response", role="incident_manager")
def declare_major(case: Case[Incident]) -> Incident:
    """Escalate: everything else waits, everybody affected is told."""
    if case.risk.level is not Risk.HIGH:
        raise Refused(f"the risk is {case.risk.level}; only a high one makes it major", rule="major.risk")
    return replace(case.fields, declared_major_at=case.now)


@incident.transition("diagnosis | major_response -> repair", role=RESPONDERS)
def diagnose(case: Case[Incident], *, cause: Text, workaround: Text | None = None) -> Incident:
    """Say why the service fails, and begin to repair it."""
    if case.risk.level is Risk.HIGH and case.fields.declared_major_at is None:
        raise Refused("the risk is high; declare a major incident first", rule="major.not_declared")
    return replace(case.fields, cause=cause, workaround=workaround)


@incident.transition("repair -> restored", role=RESPONDERS)
def restore(case: Case[Incident], *, fix: Text) -> Incident:
    """Say that the service works again."""
    reported_at = case.fields.reported_at or case.opened_at
    return replace(
        case.fields,
        fix=fix,
        down_since=case.fields.began_at or reported_at,
        restored_at=case.now,
        minutes_to_restore=minutes_between(reported_at, case.now),
    )


@incident.transition("restored -> diagnosis", role=("requester", *RESPONDERS))
def report_relapse(case: Case[Incident]) -> Incident:
    """Say that the service fails again, and how."""
    return replace(case.fields, restored_at=None, minutes_to_restore=None)


@incident.transition("restored", role=RESPONDERS, outcome="resolved")
def close(case: Case[Incident]) -> Incident:
    """End an incident that stayed repaired. A major one is reviewed first."""
    if case.fields.declared_major_at is not None:
        raise Refused("a major incident is reviewed before it is closed", rule="major.review")
    return case.fields


@incident.transition("restored -> review", role="incident_manager")
def review(case: Case[Incident]) -> Incident:
    """Look back at what happened."""
    return case.fields


@incident.transition("review", role="incident_manager", outcome="resolved")
def conclude_review(case: Case[Incident], *, lessons: Text) -> Incident:
    """End a reviewed incident with what was learnt."""
    return replace(case.fields, lessons=lessons)


@incident.transition("reported | diagnosis | major_response | repair | restored | review", role="incident_manager")
def record_security_finding(case: Case[Incident], *, finding: Text) -> Incident:
    """Write down what only incident managers may know."""
    return replace(case.fields, security_finding=finding)


@incident.transition("reported | diagnosis | major_response | repair", role=RESPONDERS)
def set_priority(case: Case[Incident], *, priority: ServicePriority, because: Text) -> Incident:
    """Set the priority by hand, with the reason why impact and urgency do not tell it."""
    return replace(case.fields, priority_by_hand=priority, priority_reason=because)


@incident.transition("diagnosis | major_response | repair | restored | review", role=RESPONDERS)
def name_problem(case: Case[Incident], *, number: ShortText) -> Incident:
    """Name the problem behind it. Link the two as well: the problem is not solved while its incidents are open."""
    return replace(case.fields, problem=number)
