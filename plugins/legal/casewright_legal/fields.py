"""The fields of a matter: who is against whom about what, and how far it has come."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from casewright import indexed, managed
from casewright_legal.billing import BudgetLine, MatterExpense, PhaseCost, TimeEntry, phase_costs
from casewright_legal.court_days import Court
from casewright_legal.court_rules import CourtTrigger
from casewright_legal.docket import CourtDeadline, CourtDeadlineChange, DocketEntry
from casewright_legal.holds import MatterHold
from casewright_legal.ledes import LegalInvoice
from casewright_legal.production import LoggedDocument
from casewright_legal.records import ConflictCheck, Engagement, Judgment, MatterSettlement
from casewright_legal.trust import Reconciliation, TrustEntry, balance, cleared_balance
from casewright_legal.values import Code, Money, ShortText

WORK_PRODUCT = "work_product"
"""The field group of what the lawyers think, which the conflicts department does not see."""

ANSWERS = ("answer", "answer_after_waiver")
"""The rules that say when the complaint is answered."""

State = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
"""A state of the United States by its two letters."""


class PracticeArea(StrEnum):
    """The field of law."""

    COMMERCIAL = "commercial"
    EMPLOYMENT = "employment"
    PERSONAL_INJURY = "personal_injury"
    PROPERTY = "property"


class MatterSide(StrEnum):
    """Which side the client is on."""

    PLAINTIFF = "plaintiff"
    DEFENDANT = "defendant"


class MatterMerits(StrEnum):
    """How good the client's position is."""

    STRONG = "strong"
    EVEN = "even"
    WEAK = "weak"


class DeclineGround(StrEnum):
    """Why the firm does not take a matter."""

    CONFLICT = "conflict"
    CLIENT = "client"
    """The prospective client went elsewhere."""
    NOT_OUR_FIELD = "not_our_field"


@dataclass(frozen=True, kw_only=True)
class Matter:
    """A client's dispute before a federal court of the United States."""

    client: ShortText = indexed()
    client_number: Code | None = indexed(label="Client number", default=None)
    practice_area: PracticeArea = indexed()
    side: MatterSide = indexed()
    opponents: tuple[ShortText, ...]
    related: tuple[ShortText, ...] = ()
    """Affiliates, insurers and everybody else with an interest."""
    aliases: tuple[ShortText, ...] = ()
    """Other names of anybody in the matter."""
    identifiers: tuple[Code, ...] = ()
    """Numbers of anybody in the matter, as registers and tax offices give them."""
    summary: ShortText
    court: str | None = None
    court_state: State | None = None
    """Its holidays extend periods after an event."""
    united_states_party: bool = False
    """Whether the United States is a party: an appeal then has 60 days."""
    docket_number: str | None = indexed(default=None)
    conflict_check: ConflictCheck | None = managed(default=None)
    decline_ground: DeclineGround | None = indexed(managed=True, default=None)
    engagement: Engagement | None = managed(default=None)
    exposure: Money | None = managed(label="Amount at stake", default=None)
    merits: MatterMerits | None = managed(group=WORK_PRODUCT, default=None)
    strategy: str | None = managed(group=WORK_PRODUCT, default=None)
    docket: tuple[DocketEntry, ...] = managed(default=())
    deadlines: tuple[CourtDeadline, ...] = managed(default=())
    deadline_changes: tuple[CourtDeadlineChange, ...] = managed(
        label="What the last change of the docket moved", default=()
    )
    deadlines_on: date | None = managed(label="Deadlines last changed on", default=None)
    answered_on: date | None = managed(default=None)
    settlement_authority: Money | None = managed(label="What the client agreed to", group=WORK_PRODUCT, default=None)
    settlement: MatterSettlement | None = managed(default=None)
    judgment: Judgment | None = managed(default=None)
    document_log: tuple[LoggedDocument, ...] = managed(
        label="Bates numbers and privilege of documents", group=WORK_PRODUCT, default=()
    )
    budget: tuple[BudgetLine, ...] = managed(default=())
    time: tuple[TimeEntry, ...] = managed(label="Time entries", group=WORK_PRODUCT, default=())
    expenses: tuple[MatterExpense, ...] = managed(group=WORK_PRODUCT, default=())
    invoices: tuple[LegalInvoice, ...] = managed(group=WORK_PRODUCT, default=())
    trust: tuple[TrustEntry, ...] = managed(label="Trust ledger", default=())
    reconciliation: Reconciliation | None = managed(label="Last reconciliation of the trust ledger", default=None)
    hold: MatterHold | None = managed(label="Legal hold", default=None)
    destruction_on: date | None = indexed(label="File destroyed from", managed=True, default=None)
    destroyed_on: date | None = managed(label="File destroyed on", default=None)
    review: str | None = managed(default=None)

    @property
    def answer_due(self) -> date | None:
        """The last day to answer the complaint; None while it was not served."""
        return next((one.due for one in self.deadlines if one.rule in ANSWERS), None)

    @property
    def answered_late(self) -> bool | None:
        """Whether the answer came after its last day; None while there is none."""
        if self.answer_due is None or self.answered_on is None:
            return None
        return self.answered_on > self.answer_due

    @property
    def next_deadline(self) -> CourtDeadline | None:
        """The first deadline that is neither met nor waived."""
        ahead = (one for one in self.deadlines if one.met_on is None and one.waived_because is None)
        return min(ahead, key=lambda one: one.due, default=None)

    @property
    def privilege_log(self) -> tuple[str, ...]:
        """What is withheld: numbers, description and ground, as the other side is told (FRCP 26(b)(5)(A))."""
        withheld = [(one, one.privilege) for one in self.document_log if one.privilege is not None]
        return tuple(f"{one.bates}: {one.description} ({ground.replace('_', ' ')})" for one, ground in withheld)

    @property
    def trust_balance(self) -> Decimal:
        """What the firm holds for the client, cleared or not."""
        return balance(self.trust)

    @property
    def trust_cleared(self) -> Decimal:
        """What of it may be paid out."""
        return cleared_balance(self.trust)

    @property
    def phase_costs(self) -> tuple[PhaseCost, ...]:
        """Budget against actual, by phase of the billing codes."""
        return phase_costs(self.budget, self.time)


def everybody(fields: Matter) -> tuple[str, ...]:
    """Whoever is in the matter by their names, the client first."""
    return (fields.client, *fields.opponents, *fields.related)


def court_of(fields: Matter) -> Court:
    """Where the matter is pending."""
    return Court(state=fields.court_state)


def entry_of(fields: Matter, *triggers: CourtTrigger) -> DocketEntry | None:
    """The docket's entry of one of the triggers."""
    return next((entry for entry in fields.docket if entry.trigger in triggers), None)
