"""Money that comes into trust, clears, goes out with a partner's agreement, and is reconciled."""

from dataclasses import replace

from casewright import Approval, Case
from casewright_legal.case_type import ENGAGED, LAWYERS, matter
from casewright_legal.court_days import today
from casewright_legal.fields import Matter
from casewright_legal.trust import clear, deposit, disburse, reconcile
from casewright_legal.values import Amount, Money, ShortText


@matter.transition(ENGAGED, role=LAWYERS)
def receive_trust(case: Case[Matter], *, amount: Amount, received_from: ShortText, purpose: ShortText) -> Matter:
    """Record money that the firm holds for the client. It may be paid out when it is cleared."""
    ledger = deposit(case.fields.trust, amount, received_from, purpose, today(case.now))
    return replace(case.fields, trust=ledger)


@matter.transition(ENGAGED, role=LAWYERS)
def clear_trust(case: Case[Matter], *, number: int) -> Matter:
    """Record that the bank has made a deposit good."""
    return replace(case.fields, trust=clear(case.fields.trust, number, today(case.now)))


@matter.transition(ENGAGED, role=LAWYERS, approval=Approval(role="client_partner"))
def disburse_trust(case: Case[Matter], *, amount: Amount, payee: ShortText, purpose: ShortText) -> Matter:
    """Pay from what is cleared. A client partner always agrees, and never the one who asks."""
    ledger = disburse(case.fields.trust, amount, payee, purpose, today(case.now))
    return replace(case.fields, trust=ledger)


@matter.transition(ENGAGED, role="client_partner")
def reconcile_trust(case: Case[Matter], *, bank: Money, journal: Money) -> Matter:
    """Hold the ledger against the bank's statement and the firm's books, every month."""
    agreed = reconcile(case.fields.trust, bank=bank, journal=journal, day=today(case.now))
    return replace(case.fields, reconciliation=agreed)
