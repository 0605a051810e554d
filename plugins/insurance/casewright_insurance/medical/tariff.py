"""What a health cover pays: the price list and the limits of the cover, against one item of a bill. Pure.

The reasons are those that health payers give (after openIMIS), in neutral words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from casewright_insurance.values import Count, Money, ShortText

Units = Annotated[int, Field(ge=1, le=10_000)]


class MedicalRejection(StrEnum):
    """Why an item is not paid."""

    NO_COVERAGE = "no_coverage"
    NOT_IN_PRICE_LIST = "not_in_price_list"
    WAITING_PERIOD = "waiting_period"
    QUANTITY_OVER_LIMIT = "quantity_over_limit"
    TOO_FREQUENT = "too_frequent"
    MAXIMUM_VISITS = "maximum_visits"
    PART_OF_ANOTHER = "part_of_another"
    UNLIKELY_UNITS = "unlikely_units"


@dataclass(frozen=True, kw_only=True)
class PricedItem:
    """A service or medicine on the price list, and within which limits it is paid."""

    code: ShortText
    price: Money
    """For one unit."""
    most_units: Units | None = None
    """On one bill."""
    waiting_days: Count = 0
    """From the beginning of the cover."""
    days_apart: Count = 0
    """From the last time it was given."""
    last_given_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class HealthCover:
    """The cover as it stood on the day of the treatment, whatever became of it since."""

    in_force_from: date
    in_force_to: date | None = None
    """The last day of cover; None: until cancelled."""
    price_list: tuple[PricedItem, ...]
    most_visits: Count | None = None
    """In one year of cover."""
    visits: Count = 0
    """How many there were before this one."""


@dataclass(frozen=True, kw_only=True)
class BilledItem:
    """A service or medicine as the provider billed it."""

    code: ShortText
    units: Units = 1
    price: Money
    """For one unit."""
    modifier: ShortText | None = None
    """Why it is to be paid beside another code, where the provider says so."""


@dataclass(frozen=True, kw_only=True)
class ItemVerdict:
    """What is paid for one billed item, or why nothing is."""

    code: str
    rejections: tuple[MedicalRejection, ...]
    reasons: tuple[str, ...]
    payable: Money
    """At most the price list says, at most what was asked."""


def of_the_cover(cover: HealthCover, treated_on: date) -> Iterator[tuple[MedicalRejection, str]]:
    """What the cover as a whole says against every item."""
    ended = cover.in_force_to is not None and treated_on > cover.in_force_to
    if treated_on < cover.in_force_from or ended:
        yield MedicalRejection.NO_COVERAGE, f"there was no cover on {treated_on}"
    if cover.most_visits is not None and cover.visits >= cover.most_visits:
        yield MedicalRejection.MAXIMUM_VISITS, f"all {cover.most_visits} visits are used up"


def of_the_item(
    item: BilledItem, priced: PricedItem | None, cover: HealthCover, treated_on: date
) -> Iterator[tuple[MedicalRejection, str]]:
    """What the price list says against one item."""
    if priced is None:
        yield MedicalRejection.NOT_IN_PRICE_LIST, f"{item.code} is not in the price list"
        return
    if treated_on < cover.in_force_from + timedelta(days=priced.waiting_days):
        yield MedicalRejection.WAITING_PERIOD, f"{item.code} is covered after {priced.waiting_days} days"
    if priced.most_units is not None and item.units > priced.most_units:
        yield MedicalRejection.QUANTITY_OVER_LIMIT, f"{item.units} units of {item.code}, {priced.most_units} are paid"
    if priced.last_given_on and treated_on < priced.last_given_on + timedelta(days=priced.days_apart):
        yield MedicalRejection.TOO_FREQUENT, f"{item.code} was given on {priced.last_given_on}"
