"""The moves of a service request, from its screening to the requester's word that it is solved."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from casewright import Approval, Case, Refused
from casewright_service_requests.request import RequestRejection, ServiceRequest, request
from casewright_service_requests.values import Money, Rating, Text

NO_APPROVAL_UP_TO = Decimal(100)
"""What the desk may spend by itself."""

CONFIRMATION_WINDOW = timedelta(days=5)
"""How long a silent requester can still say that it is not solved."""

DESK = ("service_agent", "service_manager")


def must_ask(case: Case[ServiceRequest], *, plan: str, cost: Decimal) -> bool:
    """Whether another person must agree to the cost."""
    return cost > NO_APPROVAL_UP_TO


def may_agree(case: Case[ServiceRequest], *, plan: str, cost: Decimal) -> bool:
    """Whether the cost is within the limit `request.approve` of whoever decides; else the next tier decides too."""
    return cost <= case.actor.limit("request.approve")


@request.transition("submitted", role=DESK, outcome="answered")
def answer_at_once(case: Case[ServiceRequest], *, answer: Text) -> ServiceRequest:
    """End a request that needs no more than an answer."""
    return replace(case.fields, answer=answer)


@request.transition("submitted | fulfilment_plan -> clarification", role=DESK)
def ask_back(case: Case[ServiceRequest], *, question: Text) -> ServiceRequest:
    """Ask the requester for what is missing."""
    return replace(case.fields, question=question, answer=None)


@request.transition("clarification", role=("requester", *DESK))
def reply(case: Case[ServiceRequest], *, answer: Text) -> ServiceRequest:
    """Answer what the desk asked."""
    return replace(case.fields, answer=answer)


@request.transition("submitted | clarification -> fulfilment_plan", role=DESK)
def accept(case: Case[ServiceRequest]) -> ServiceRequest:
    """Take the request on; everything needed is known."""
    if case.fields.question and not case.fields.answer:
        raise Refused("the requester has not answered yet", rule="accept.unanswered")
    return case.fields


@request.transition(
    "fulfilment_plan -> fulfilment",
    role=DESK,
    approval=Approval(role=("line_manager", "budget_owner"), when=must_ask, suffices=may_agree),
)
def fulfil(case: Case[ServiceRequest], *, plan: Text, cost: Money) -> ServiceRequest:
    """Say how the request is fulfilled and what it costs, and begin. Above the tier another person agrees first."""
    return replace(case.fields, plan=plan, cost=cost)


@request.transition("fulfilment -> resolved", role=(*DESK, "fulfiller"))
def resolve(case: Case[ServiceRequest], *, solution: Text) -> ServiceRequest:
    """Hand the result over to the requester."""
    return replace(case.fields, solution=solution, resolved_at=case.now)


@request.transition("resolved", role="requester", outcome="fulfilled")
def confirm(case: Case[ServiceRequest], *, satisfaction: Rating) -> ServiceRequest:
    """Say that it is solved."""
    return replace(case.fields, satisfaction=satisfaction)


@request.transition("resolved -> fulfilment_plan", role="requester")
def report_unsolved(case: Case[ServiceRequest]) -> ServiceRequest:
    """Say that it is not solved, and why: it is planned again."""
    return replace(case.fields, resolved_at=None, times_unsolved=case.fields.times_unsolved + 1)


@request.transition("resolved", role=DESK, outcome="fulfilled")
def close_unconfirmed(case: Case[ServiceRequest]) -> ServiceRequest:
    """End a request whose requester keeps silent."""
    resolved_at = case.fields.resolved_at
    if resolved_at is None or case.now < resolved_at + CONFIRMATION_WINDOW:
        raise Refused(
            f"the requester has {CONFIRMATION_WINDOW.days} days to say whether it is solved", rule="close.window"
        )
    return case.fields


@request.transition("submitted | clarification | fulfilment_plan", role=DESK, outcome="rejected")
def reject(case: Case[ServiceRequest], *, ground: RequestRejection) -> ServiceRequest:
    """End the request unfulfilled, and tell the requester why."""
    return replace(case.fields, rejection=ground)


@request.transition("submitted | clarification | fulfilment_plan", role=("requester", *DESK), outcome="withdrawn")
def withdraw(case: Case[ServiceRequest]) -> ServiceRequest:
    """End the request because it is not wanted any more."""
    return case.fields
