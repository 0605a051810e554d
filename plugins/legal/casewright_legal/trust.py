"""Money held in trust for the client: a ledger that is never below zero, and is paid from cleared money only. Pure.

ABA Model Rule 1.15: the client's money is kept apart from the firm's. The rules of the state say the rest.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from casewright import Refused
from casewright_legal.values import Amount, Money, ShortText


class TrustMove(StrEnum):
    """Which way the money went."""

    DEPOSIT = "deposit"
    DISBURSEMENT = "disbursement"


@dataclass(frozen=True, kw_only=True)
class TrustEntry:
    """One line of the ledger. A deposit without `cleared_on` is not good yet."""

    number: int
    move: TrustMove
    amount: Amount
    party: ShortText
    """From whom it came, or who got it."""
    purpose: ShortText
    made_on: date
    cleared_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """Bank statement, journal of the trust account and the ledger of this client agreed (three-way)."""

    made_on: date
    bank: Money
    not_cleared: Money
    ledger: Money


Ledger = tuple[TrustEntry, ...]


def balance(ledger: Ledger) -> Decimal:
    """What is held, cleared or not."""
    return sum((_signed(entry) for entry in ledger), Decimal(0))


def cleared_balance(ledger: Ledger) -> Decimal:
    """What may be paid out."""
    return sum((_signed(entry) for entry in ledger if _counts(entry)), Decimal(0))


def deposit(ledger: Ledger, amount: Decimal, party: str, purpose: str, day: date) -> Ledger:
    """The ledger with money that came and is not cleared yet."""
    return (*ledger, _entry(ledger, TrustMove.DEPOSIT, amount, party, purpose, day))


def clear(ledger: Ledger, number: int, day: date) -> Ledger:
    """The ledger with a deposit that the bank has made good; raises Refused when there is none to clear."""
    if not any(entry.number == number and not _counts(entry) for entry in ledger):
        raise Refused("no deposit of this number waits to be cleared", rule="trust.not_waiting", field="number")
    return tuple(replace(entry, cleared_on=day) if entry.number == number else entry for entry in ledger)


def disburse(ledger: Ledger, amount: Decimal, party: str, purpose: str, day: date) -> Ledger:
    """The ledger after a payment; raises Refused for more than is cleared."""
    cleared = cleared_balance(ledger)
    if amount > cleared:
        raise Refused(
            f"{amount} is more than the {cleared} that is cleared of {balance(ledger)}",
            rule="trust.not_cleared" if amount <= balance(ledger) else "trust.below_zero",
            field="amount",
        )
    return (*ledger, _entry(ledger, TrustMove.DISBURSEMENT, amount, party, purpose, day))


def reconcile(ledger: Ledger, *, bank: Decimal, journal: Decimal, day: date) -> Reconciliation:
    """That three figures agree; raises Refused with all of them when they do not.

    `bank` is what the statement shows of this client's money, `journal` what the firm's books of the account show.
    """
    held, cleared = balance(ledger), cleared_balance(ledger)
    if not (journal == held and bank == cleared):
        raise Refused(
            f"the ledger holds {held}, {cleared} of it cleared; the journal says {journal}, the bank {bank}",
            rule="trust.unreconciled",
        )
    return Reconciliation(made_on=day, bank=bank, not_cleared=held - cleared, ledger=held)


def _signed(entry: TrustEntry) -> Decimal:
    return entry.amount if entry.move is TrustMove.DEPOSIT else -entry.amount


def _counts(entry: TrustEntry) -> bool:
    return entry.move is TrustMove.DISBURSEMENT or entry.cleared_on is not None


def _entry(ledger: Ledger, move: TrustMove, amount: Decimal, party: str, purpose: str, day: date) -> TrustEntry:
    return TrustEntry(number=len(ledger) + 1, move=move, amount=amount, party=party, purpose=purpose, made_on=day)
