"""The fields of a matter: who is against whom about what, and how far it has come."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright import indexed, managed
from casewright_legal.court_days import due_after
from casewright_legal.deadlines import SERVE_COMPLAINT
from casewright_legal.records import (
    ConflictCheck,
    DiscoveryRequests,
    Engagement,
    MatterSettlement,
    ServiceOfComplaint,
)
from casewright_legal.values import Money, ShortText

WORK_PRODUCT = "work_product"
"""The field group of what the lawyers think, which the conflicts department does not see."""


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
    practice_area: PracticeArea = indexed()
    side: MatterSide = indexed()
    opponents: tuple[ShortText, ...]
    related: tuple[ShortText, ...] = ()
    """Affiliates, insurers and everybody else with an interest."""
    summary: ShortText
    court: str | None = None
    docket_number: str | None = indexed(default=None)
    conflict_check: ConflictCheck | None = managed(default=None)
    decline_ground: DeclineGround | None = indexed(managed=True, default=None)
    engagement: Engagement | None = managed(default=None)
    exposure: Money | None = managed(label="Amount at stake", default=None)
    merits: MatterMerits | None = managed(group=WORK_PRODUCT, default=None)
    strategy: str | None = managed(group=WORK_PRODUCT, default=None)
    filed_on: date | None = managed(label="Complaint filed on", default=None)
    service: ServiceOfComplaint | None = managed(label="Service of the complaint", default=None)
    answered_on: date | None = managed(default=None)
    requests: DiscoveryRequests | None = managed(label="Discovery requests", default=None)
    settlement_authority: Money | None = managed(label="What the client agreed to", group=WORK_PRODUCT, default=None)
    settlement: MatterSettlement | None = managed(default=None)
    judgment: str | None = managed(default=None)
    destruction_on: date | None = indexed(label="File destroyed on", managed=True, default=None)

    @property
    def service_due(self) -> date | None:
        """The last day to serve the complaint, once it is filed."""
        return self.filed_on and due_after(self.filed_on, SERVE_COMPLAINT.days)

    @property
    def answered_late(self) -> bool | None:
        """Whether the answer came after its last day; None while there is none."""
        if self.service is None or self.answered_on is None:
            return None
        return self.answered_on > self.service.answer_due
