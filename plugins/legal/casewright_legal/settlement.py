"""Negotiation, and settlement with the client's and the partner's agreement."""

from dataclasses import replace
from decimal import Decimal

from casewright import Approval, Case, Refused
from casewright_legal.case_type import LAWYERS, matter
from casewright_legal.court_days import today
from casewright_legal.fields import Matter, MatterSide, entry_of
from casewright_legal.litigation import SERVICE
from casewright_legal.records import MatterSettlement
from casewright_legal.values import Money, Text


@matter.transition("strategy | pleadings | discovery | trial | appeal -> negotiation", role=LAWYERS)
def negotiate(case: Case[Matter]) -> Matter:
    """Talk with the other side."""
    return case.fields


@matter.transition("negotiation -> discovery", role=LAWYERS)
def break_off(case: Case[Matter]) -> Matter:
    """Go on with the suit, because the talks failed."""
    if case.fields.answered_on is None:
        raise Refused("the complaint is not answered yet", rule="break_off.unanswered")
    return case.fields


@matter.transition("negotiation -> strategy", role=LAWYERS)
def replan(case: Case[Matter]) -> Matter:
    """Go back to the strategy, because talks before the suit failed."""
    if entry_of(case.fields, *SERVICE) is not None:
        raise Refused("the suit has begun; answer the complaint or break off the talks", rule="replan.served")
    return case.fields


@matter.transition("strategy | pleadings | discovery | trial | negotiation | appeal", role=LAWYERS)
def record_authority(case: Case[Matter], *, amount: Money) -> Matter:
    """Record what the client agreed to: at most this when it pays, at least this when it is paid."""
    return replace(case.fields, settlement_authority=amount)


@matter.transition("negotiation -> settlement", role=LAWYERS, approval=Approval(role="client_partner"))
def settle(case: Case[Matter], *, amount: Money, terms: Text) -> Matter:
    """Settle within what the client agreed to, because that decision is the client's (ABA Model Rule 1.2(a)).

    A client partner agrees too, never the one who asks.
    """
    _check_authority(case.fields, amount)
    settlement = MatterSettlement(amount=amount, terms=terms, agreed_on=today(case.now))
    return replace(case.fields, settlement=settlement)


def _check_authority(fields: Matter, amount: Decimal) -> None:
    authority = fields.settlement_authority
    if authority is None:
        raise Refused("ask the client first and record what was agreed", rule="settle.no_authority")
    beyond = amount > authority if fields.side is MatterSide.DEFENDANT else amount < authority
    if beyond:
        raise Refused(f"the client agreed to {authority}, not to {amount}", rule="settle.authority", field="amount")
