"""From the engagement through pleadings and discovery to a judgment."""

from dataclasses import replace
from datetime import date

from casewright import Approval, Case, Refused, Risk
from casewright_legal.case_type import LAWYERS, matter
from casewright_legal.court_days import today
from casewright_legal.deadlines import ServiceMethod
from casewright_legal.fields import Matter, MatterMerits
from casewright_legal.records import DiscoveryRequests, Engagement, FeeArrangement, ServiceOfComplaint
from casewright_legal.values import Money, Text


def _check_past(case: Case[Matter], day: date, field: str) -> None:
    if day > today(case.now):
        raise Refused(f"{day} has not come yet", rule="date.future", field=field)


@matter.transition("conflict_check -> engagement", role="client_partner")
def accept(case: Case[Matter]) -> Matter:
    """Agree to act for the client."""
    return case.fields


@matter.transition("engagement -> early_assessment", role=LAWYERS)
def engage(case: Case[Matter], *, signed_on: date, fee: FeeArrangement) -> Matter:
    """Open the matter with the signed engagement letter."""
    _check_past(case, signed_on, "signed_on")
    return replace(case.fields, engagement=Engagement(signed_on=signed_on, fee=fee))


@matter.transition("early_assessment -> strategy", role=LAWYERS)
def assess(case: Case[Matter], *, exposure: Money, merits: MatterMerits) -> Matter:
    """Say what is at stake and how good the client's position is."""
    return replace(case.fields, exposure=exposure, merits=merits)


@matter.transition("strategy", role=LAWYERS)
def record_filing(case: Case[Matter], *, filed_on: date) -> Matter:
    """Record that the complaint was filed; from then on it has to be served in time."""
    _check_past(case, filed_on, "filed_on")
    return replace(case.fields, filed_on=filed_on)


def high_risk(case: Case[Matter], *, strategy: str) -> bool:
    """Whether a partner looks at the strategy too."""
    return case.risk.level is Risk.HIGH


@matter.transition("strategy", role=LAWYERS, approval=Approval(role="client_partner", when=high_risk))
def adopt_strategy(case: Case[Matter], *, strategy: Text) -> Matter:
    """Say how the matter is to be won or ended. At high risk a client partner agrees."""
    return replace(case.fields, strategy=strategy)


@matter.transition("strategy -> pleadings", role=LAWYERS)
def record_service(case: Case[Matter], *, served_on: date, waived: bool = False) -> Matter:
    """Record the service of the complaint, the same day if at all possible: the clock `answer` counts from now.

    With a waiver of service `served_on` is the day the request for it was sent.
    """
    _check_past(case, served_on, "served_on")
    if case.fields.strategy is None:
        raise Refused("adopt a strategy first", rule="service.strategy")
    if case.fields.filed_on is not None and served_on < case.fields.filed_on:
        raise Refused("a complaint is served after it was filed", rule="service.before_filing", field="served_on")
    service = ServiceOfComplaint(served_on=served_on, waived=waived, recorded_on=today(case.now))
    return replace(case.fields, service=service)


@matter.transition("pleadings | negotiation -> discovery", role=LAWYERS)
def record_answer(case: Case[Matter], *, answered_on: date) -> Matter:
    """Record the answer to the complaint; talks do not put it off."""
    _check_past(case, answered_on, "answered_on")
    if case.fields.answered_on is not None:
        raise Refused(f"the complaint was answered on {case.fields.answered_on}", rule="answer.twice")
    if case.fields.service is None or answered_on < case.fields.service.served_on:
        raise Refused("an answer follows the service", rule="answer.before_service", field="answered_on")
    return replace(case.fields, answered_on=answered_on)


@matter.transition("discovery", role=LAWYERS)
def receive_requests(case: Case[Matter], *, served_on: date, served_by: ServiceMethod) -> Matter:
    """Record discovery requests of the other side."""
    _check_past(case, served_on, "served_on")
    return replace(case.fields, requests=DiscoveryRequests(served_on=served_on, served_by=served_by))


@matter.transition("pleadings | discovery | negotiation -> closing", role=LAWYERS)
def record_judgment(case: Case[Matter], *, judgment: Text) -> Matter:
    """Record how the court decided."""
    return replace(case.fields, judgment=judgment)


@matter.transition(
    "conflict_check | engagement | early_assessment | strategy | pleadings | discovery | negotiation",
    role="client_partner",
    outcome="withdrawn",
)
def withdraw(case: Case[Matter]) -> Matter:
    """Stop acting for the client, with the leave of the court where that is needed."""
    return case.fields
