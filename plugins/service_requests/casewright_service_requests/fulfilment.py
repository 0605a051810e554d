"""The moves of a service request, from its screening to the requester's word that it is solved."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from casewright import Approval, Case, Refused
from casewright_service_requests.catalogue import ItemApproval, item_called
from casewright_service_requests.elapsed import minutes_between
from casewright_service_requests.origin import settled, settled_outcome
from casewright_service_requests.priority import ServicePriority
from casewright_service_requests.questions import CatalogueAnswer, with_answers
from casewright_service_requests.request import CONFIRMATION_DAYS, RequestRejection, ServiceRequest, request
from casewright_service_requests.values import Money, Rating, Text

NO_APPROVAL_UP_TO = Decimal(100)
"""What the desk may spend by itself."""

DESK = ("service_agent", "service_manager")


def must_ask(case: Case[ServiceRequest], *, plan: str, cost: Decimal) -> bool:
    """Whether another person must agree: as the catalogue says of the item, and to more than its price in any case."""
    item = item_called(case.fields.item)
    if item is None or item.approval is ItemApproval.BY_AMOUNT:
        return cost > NO_APPROVAL_UP_TO
    agreed = item.price or Decimal(0)
    return item.approval is ItemApproval.ALWAYS or cost > max(agreed, NO_APPROVAL_UP_TO)


def may_agree(case: Case[ServiceRequest], *, plan: str, cost: Decimal) -> bool:
    """Whether the cost is within the limit `request.approve` of whoever decides; else the next tier decides too."""
    return cost <= case.actor.limit("request.approve")


@request.transition("submitted", role=DESK, outcome="answered")
def answer_at_once(case: Case[ServiceRequest], *, answer: Text) -> ServiceRequest:
    """End a request that needs no more than an answer."""
    return replace(case.fields, answer=answer)


def _settled(case: Case[ServiceRequest]) -> str:
    return settled_outcome(case.fields.source)


@request.transition("submitted", role=DESK, outcome=_settled)
def settle_elsewhere(case: Case[ServiceRequest]) -> ServiceRequest:
    """End a request that the system it came from has closed."""
    source = settled(case.fields.source)
    return replace(
        case.fields,
        solution=source.state_notes,
        resolved_at=source.closed_at,
        minutes_to_resolve=source.minutes_open,
    )


@request.transition("submitted | fulfilment_plan -> clarification", role=DESK)
def ask_back(case: Case[ServiceRequest], *, question: Text) -> ServiceRequest:
    """Ask the requester for what is missing."""
    return replace(case.fields, question=question, answer=None)


@request.transition("clarification", role=("requester", *DESK))
def reply(
    case: Case[ServiceRequest], *, answer: Text, item_answers: tuple[CatalogueAnswer, ...] = ()
) -> ServiceRequest:
    """Answer what the desk asked, and what the catalogue asks about the item."""
    answers = with_answers(case.fields.item_answers, item_answers)
    return replace(case.fields, answer=answer, item_answers=answers)


@request.transition("submitted | clarification -> fulfilment_plan", role=DESK)
def accept(case: Case[ServiceRequest]) -> ServiceRequest:
    """Take the request on; everything needed is known."""
    if case.fields.question and not case.fields.answer:
        raise Refused("the requester has not answered yet", rule="accept.unanswered")
    item = item_called(case.fields.item)
    if item and case.fields.asked_by not in item.audience:
        raise Refused(f"{item.name} is not for {case.fields.asked_by}s", rule="accept.audience", field="asked_by")
    if case.fields.unanswered:
        message = f"ask back first; {'; '.join(case.fields.unanswered)}"
        raise Refused(message, rule="accept.item_answers", field="item_answers")
    return case.fields


@request.transition(
    "fulfilment_plan -> fulfilment",
    role=DESK,
    approval=Approval(role=("line_manager", "budget_owner"), when=must_ask, suffices=may_agree, declined="reject"),
)
def fulfil(case: Case[ServiceRequest], *, plan: Text, cost: Money) -> ServiceRequest:
    """Say how the request is fulfilled and what it costs, and begin. Above the tier another person agrees first.

    Where that person declines, the request is rejected. What an earlier attempt cost stays spent.
    """
    return replace(case.fields, plan=plan, cost=case.fields.cost + cost)


@request.transition("fulfilment -> resolved", role=(*DESK, "fulfiller"))
def resolve(case: Case[ServiceRequest], *, solution: Text) -> ServiceRequest:
    """Hand the result over to the requester."""
    minutes = minutes_between(case.opened_at, case.now)
    return replace(case.fields, solution=solution, resolved_at=case.now, minutes_to_resolve=minutes)


@request.transition("resolved", role="requester", outcome="fulfilled")
def confirm(case: Case[ServiceRequest], *, satisfaction: Rating) -> ServiceRequest:
    """Say that it is solved."""
    return replace(case.fields, satisfaction=satisfaction)


@request.transition("resolved -> fulfilment_plan", role="requester")
def report_unsolved(case: Case[ServiceRequest]) -> ServiceRequest:
    """Say that it is not solved, and why: it is planned again."""
    unsolved = case.fields.times_unsolved + 1
    return replace(case.fields, resolved_at=None, minutes_to_resolve=None, times_unsolved=unsolved)


@request.transition("resolved", role=DESK, outcome="fulfilled")
def close_unconfirmed(case: Case[ServiceRequest]) -> ServiceRequest:
    """End a request whose requester keeps silent."""
    resolved_at = case.fields.resolved_at
    if resolved_at is None or case.now < resolved_at + timedelta(days=CONFIRMATION_DAYS):
        raise Refused(f"the requester has {CONFIRMATION_DAYS} days to say whether it is solved", rule="close.window")
    return case.fields


@request.transition("submitted | clarification | fulfilment_plan", role=DESK, outcome="rejected")
def reject(case: Case[ServiceRequest], *, ground: RequestRejection = RequestRejection.NOT_APPROVED) -> ServiceRequest:
    """End the request unfulfilled, and tell the requester why; by itself when the approval is declined."""
    return replace(case.fields, rejection=ground)


@request.transition("submitted | clarification | fulfilment_plan", role=("requester", *DESK), outcome="withdrawn")
def withdraw(case: Case[ServiceRequest]) -> ServiceRequest:
    """End the request because it is not wanted any more."""
    return case.fields


@request.transition("submitted | clarification | fulfilment_plan | fulfilment", role=DESK)
def set_priority(case: Case[ServiceRequest], *, priority: ServicePriority, because: Text) -> ServiceRequest:
    """Set the priority by hand, with the reason why impact and urgency do not tell it."""
    return replace(case.fields, priority_by_hand=priority, priority_reason=because)
