"""What is written down on a matter: conflict check, engagement, settlement, judgment. Frozen, no rules."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright_legal.values import Money, ShortText, Text


class MatchKind(StrEnum):
    """How a name was found, the surest first."""

    IDENTIFIER = "identifier"
    NAME = "name"
    ALIAS = "alias"
    SOUND = "sound"


@dataclass(frozen=True, kw_only=True)
class MaskedHit:
    """That a searched name was found, and nothing else."""

    searched: ShortText
    kind: MatchKind


class ConflictResult(StrEnum):
    """What a conflict check found."""

    NO_CONFLICT = "no_conflict"
    WAIVABLE = "waivable"
    """With the informed consent of each affected client, confirmed in writing (ABA Model Rule 1.7(b)(4))."""
    NOT_WAIVABLE = "not_waivable"
    SCREENED = "screened"
    """With an ethical wall around the named people."""


@dataclass(frozen=True, kw_only=True)
class ConflictCheck:
    """A signed-off search for conflicts of interest, and the names it covered."""

    result: ConflictResult
    searched: tuple[str, ...]
    note: Text
    consent_on: date | None = None
    screened: tuple[str, ...] = ()
    hits: tuple[MaskedHit, ...] = ()
    """Which names the firm's register knows, and nothing about where from."""
    checked_by: str
    checked_on: date


class FeeArrangement(StrEnum):
    """How the firm is paid."""

    HOURLY = "hourly"
    FLAT = "flat"
    CONTINGENCY = "contingency"


@dataclass(frozen=True, kw_only=True)
class Engagement:
    """The letter by which the client engaged the firm."""

    signed_on: date
    fee: FeeArrangement


@dataclass(frozen=True, kw_only=True)
class MatterSettlement:
    """What the parties agreed on."""

    amount: Money
    terms: Text
    agreed_on: date


@dataclass(frozen=True, kw_only=True)
class Judgment:
    """How the court decided, and when that was entered."""

    text: Text
    entered_on: date
