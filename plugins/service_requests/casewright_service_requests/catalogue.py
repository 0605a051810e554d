"""The service catalogue: for whom an item is, what is asked about it, its price, who agrees, when and how it comes.

It is data, and an example: prices and targets are practice, no norm. A deployment that has a catalogue of its own
replaces `CATALOGUE` in a copy of this file; everything else reads it through the functions below.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from casewright import Duration, business_days, business_hours
from casewright_service_requests.questions import AnswerKind, CatalogueQuestion


class RequesterGroup(StrEnum):
    """Who somebody is to the organisation."""

    EMPLOYEE = "employee"
    CONTRACTOR = "contractor"
    MANAGER = "manager"
    PUBLIC = "public"


STAFF = frozenset({RequesterGroup.EMPLOYEE, RequesterGroup.MANAGER})
EVERYBODY = frozenset(RequesterGroup)


class ItemApproval(StrEnum):
    """Who agrees to an item, whatever it costs."""

    NOBODY = "nobody"
    """Its price is agreed once and for all."""
    BY_AMOUNT = "by_amount"
    """Above what the desk may spend, in tiers: the line manager, then the budget owner."""
    ALWAYS = "always"
    """Also where it costs nothing: access to what not everybody may see."""


@dataclass(frozen=True, kw_only=True)
class FulfilmentStep:
    """A task that an item needs beside its delivery; in parallel with the others, or `after` those of these titles."""

    title: str
    role: str
    due: Duration
    after: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CatalogueItem:
    """Something that may be asked for by its name."""

    name: str
    category: str
    audience: frozenset[RequesterGroup] = STAFF
    questions: tuple[CatalogueQuestion, ...] = ()
    price: Decimal | None = Decimal(0)
    """None: by quotation."""
    approval: ItemApproval = ItemApproval.BY_AMOUNT
    target: Duration
    """From the request to its delivery, in working time."""
    steps: tuple[FulfilmentStep, ...] = ()
    article: str = ""
    """What the requester may read first: often it answers the request."""


CATALOGUE = (
    CatalogueItem(
        name="Password reset",
        category="access",
        audience=EVERYBODY,
        approval=ItemApproval.NOBODY,
        target=business_hours(4),
        article="How to set a new password yourself",
    ),
    CatalogueItem(
        name="Access to the archive",
        category="access",
        questions=(
            CatalogueQuestion(name="purpose", label="What for"),
            CatalogueQuestion(name="until", label="Until when", kind=AnswerKind.DAY),
        ),
        approval=ItemApproval.ALWAYS,
        target=business_hours(16),
        steps=(FulfilmentStep(title="Give no more access than is needed", role="fulfiller", due=business_days(1)),),
    ),
    CatalogueItem(
        name="Software licence",
        category="software",
        audience=STAFF | {RequesterGroup.CONTRACTOR},
        questions=(
            CatalogueQuestion(name="program", label="Which program"),
            CatalogueQuestion(name="until", label="Until when", kind=AnswerKind.DAY, required=False),
        ),
        price=Decimal(90),
        target=business_hours(8),
    ),
    CatalogueItem(
        name="More memory",
        category="hardware",
        price=Decimal(80),
        approval=ItemApproval.NOBODY,
        target=business_hours(24),
    ),
    CatalogueItem(
        name="Second screen",
        category="hardware",
        questions=(
            CatalogueQuestion(
                name="inches", label="How large", kind=AnswerKind.CHOICE, choices=("24", "27", "32"), required=False
            ),
        ),
        price=Decimal(240),
        target=business_hours(40),
        steps=(FulfilmentStep(title="Order it from the supplier", role="fulfiller", due=business_days(1)),),
    ),
    CatalogueItem(
        name="Company car",
        category="mobility",
        audience=frozenset({RequesterGroup.MANAGER}),
        questions=(
            CatalogueQuestion(
                name="drive", label="Which drive", kind=AnswerKind.CHOICE, choices=("electric", "hybrid", "petrol")
            ),
            CatalogueQuestion(
                name="charger",
                label="A place to charge it at home",
                kind=AnswerKind.YES_NO,
                after=("drive", "electric"),
            ),
            CatalogueQuestion(name="kilometres", label="Kilometres in a year", kind=AnswerKind.NUMBER),
        ),
        price=None,
        approval=ItemApproval.ALWAYS,
        target=business_hours(240),
        steps=(
            FulfilmentStep(title="Lease the car", role="fulfiller", due=business_days(10)),
            FulfilmentStep(title="Insure the car", role="fulfiller", due=business_days(20), after=("Lease the car",)),
        ),
    ),
)
_BY_NAME = {item.name.casefold(): item for item in CATALOGUE}


def item_called(name: str) -> CatalogueItem | None:
    """The item of that name; None: the catalogue has none, and the desk decides what to do with the request."""
    return _BY_NAME.get(name.strip().casefold())


def delivery_target(name: str) -> Duration | None:
    """What the catalogue promises; None where it promises nothing."""
    item = item_called(name)
    return item.target if item else None
