"""A bill held against cover, price list and edits, item by item. Pure."""

from datetime import date
from decimal import Decimal

from casewright_insurance.medical.edits import BillEdits, edited
from casewright_insurance.medical.tariff import BilledItem, HealthCover, ItemVerdict, of_the_cover, of_the_item


def judge(
    items: tuple[BilledItem, ...], cover: HealthCover, treated_on: date, edits: BillEdits | None = None
) -> tuple[ItemVerdict, ...]:
    """A verdict for each billed item, in their order."""
    return tuple(_judge_item(item, items, cover, treated_on, edits) for item in items)


def _judge_item(
    item: BilledItem,
    items: tuple[BilledItem, ...],
    cover: HealthCover,
    treated_on: date,
    edits: BillEdits | None,
) -> ItemVerdict:
    priced = next((known for known in cover.price_list if known.code == item.code), None)
    by_edits = edited(item, items, edits) if edits else ()
    found = dict([*of_the_cover(cover, treated_on), *of_the_item(item, priced, cover, treated_on), *by_edits])
    payable = min(item.price, priced.price) * item.units if priced and not found else Decimal(0)
    return ItemVerdict(code=item.code, rejections=tuple(found), reasons=tuple(found.values()), payable=payable)
