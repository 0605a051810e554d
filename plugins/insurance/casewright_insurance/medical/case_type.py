"""The case type MedicalClaim: fields, stages, roles, screening, risk, clocks and figures. Its moves: `payment`."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from casewright import (
    Action,
    CaseType,
    Gate,
    Phase,
    RiskScale,
    Scope,
    Status,
    Verdict,
    business_days,
    calendar_days,
    entered,
    indexed,
    managed,
    waiting_for,
)
from casewright_insurance.laws import CALENDAR
from casewright_insurance.medical.edits import BillEdits
from casewright_insurance.medical.tariff import BilledItem, HealthCover, ItemVerdict
from casewright_insurance.retention import RETAINED, RETENTION
from casewright_insurance.values import Money, ShortText

HEALTH = "health"
"""The field group of what is known of somebody's health, which only reviewers see."""

LATE_AFTER = timedelta(days=90)
"""From when a bill is late: a practice of this plugin."""


class RejectionGround(StrEnum):
    """Why nothing of a bill is paid."""

    NOTHING_PAYABLE = "nothing_payable"
    DOCUMENTS_MISSING = "documents_missing"


@dataclass(frozen=True, kw_only=True)
class MedicalClaim:
    """A bill of a provider for the treatment of an insured person."""

    insured_number: ShortText = indexed(label="Insured number")
    provider: ShortText = indexed()
    treated_on: date = indexed(label="Date of treatment")
    billed_on: date
    diagnosis: ShortText = managed(group=HEALTH, default="not stated")
    items: tuple[BilledItem, ...]
    cover: HealthCover | None = None
    edits: BillEdits | None = None
    """The rows of the payer's tables that concern this bill, as of the day of treatment."""
    verdicts: tuple[ItemVerdict, ...] = managed(label="Items", default=())
    payable: Money | None = managed(default=None)
    paid: Money = managed(default=Decimal(0))
    rejection: RejectionGround | None = indexed(managed=True, default=None)

    @property
    def asked(self) -> Decimal:
        """What the provider asks for."""
        return sum((item.price * item.units for item in self.items), Decimal(0))


medical_claim = CaseType(
    "MedicalClaim",
    MedicalClaim,
    number="MED-{year}-{sequence:06}",
    stages={
        "entered": Phase.SCREENING,
        "checked": Phase.ASSESSMENT,
        "processed": Phase.PLANNING,
        "valuated": Phase.IMPLEMENTATION,
    },
    title=lambda fields: f"{fields.provider}, {fields.treated_on}, {fields.insured_number}",
    outcomes={
        "paid": Status.COMPLETED,
        "rejected": Status.COMPLETED,
        "duplicate": Status.TERMINATED,
        "withdrawn": Status.TERMINATED,
    },
    reopens_at="checked",
    calendar=CALENDAR.name,
    duplicate_key=("insured_number", "provider", "treated_on"),
    excluded_roles=("insured", "provider"),
    risk_scale=RiskScale(moderate=25, high=50),
)

medical_claim.retain(years=RETAINED, because=RETENTION)
medical_claim.about("insured")

medical_claim.grant("claims_agent", Action.OPEN, Action.READ, hide=[HEALTH, "risk"])
medical_claim.grant("medical_reviewer", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK)
medical_claim.grant("manager", Action.READ, Action.WORK, Action.ASSIGN, Action.SUPERVISE)
medical_claim.grant("director", Action.READ, Action.WORK, Action.ASSIGN, Action.SUPERVISE)
medical_claim.grant("auditor", Action.READ, hide=[HEALTH])
medical_claim.grant(
    "claimant",
    Action.READ,
    scope=Scope.PARTY,
    party_roles=("insured", "provider"),
    hide=["alert", "approval", "assignment", "case_link", "event", "note", "phase_visit", "risk", "task"],
)

medical_claim.screen(
    role="medical_reviewer",
    reasons={
        "member_known": "The insured number belongs to a member",
        "documents_complete": "Bill, prescription and report are there",
        "no_member": "The insured number belongs to nobody",
        "billed_already": "The same treatment was billed already",
        "taken_back": "The provider takes the bill back",
    },
    outcomes={
        Verdict.NOT_ELIGIBLE: "rejected",
        Verdict.DUPLICATE: "duplicate",
        Verdict.WITHDRAWN: "withdrawn",
    },
)
medical_claim.gate("entered", Gate.VERDICT_RECORDED)
medical_claim.document("The provider's bill", category="bill", on="checked")
medical_claim.document("The prescription", category="prescription", on="checked")
medical_claim.document("The medical report", category="report", on="checked")

medical_claim.task("Read the report", on="checked", role="medical_reviewer", due=business_days(5), required=True)

medical_claim.clock(
    "answer",
    start=entered("entered", "checked"),
    stop=entered("valuated"),
    goal=calendar_days(15),
    deadline=calendar_days(30),
    pause=waiting_for("provider"),
)

medical_claim.metric("asked", lambda fields: fields.asked, unit="currency")
medical_claim.metric("paid", lambda fields: fields.paid, unit="currency")
medical_claim.metric("rejected_items", lambda fields: sum(not one.payable for one in fields.verdicts), unit="items")


@medical_claim.risk("Billed more than 90 days after the treatment", points=15)
def billed_late(fields: MedicalClaim) -> bool | str:
    late = fields.billed_on - fields.treated_on
    return late > LATE_AFTER and f"billed after {late.days} days"


@medical_claim.risk("Billed before the treatment", points=30)
def billed_early(fields: MedicalClaim) -> bool | str:
    return fields.billed_on < fields.treated_on and f"billed on {fields.billed_on}"


@medical_claim.risk("An item is on the bill twice", points=25)
def billed_twice(fields: MedicalClaim) -> bool | str:
    codes = [item.code for item in fields.items]
    return next((code for code in codes if codes.count(code) > 1), False)


@medical_claim.risk("More is asked than the price list says", points=20)
def above_the_list(fields: MedicalClaim) -> bool | str | None:
    if fields.cover is None:
        return None
    prices = {item.code: item.price for item in fields.cover.price_list}
    dear = [item.code for item in fields.items if item.price > prices.get(item.code, item.price)]
    return bool(dear) and ", ".join(dear)
