"""Invoices in the format LEDES 1998B: ASCII, 24 fields between pipes, every line ended by `[]`. Pure.

The format is that of the LEDES Oversight Committee, with the classifications of its revision of July 2014.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casewright_legal.billing import MatterExpense, TimeEntry
from casewright_legal.values import Code, Money, Text

FIELDS = (
    "INVOICE_DATE",
    "INVOICE_NUMBER",
    "CLIENT_ID",
    "LAW_FIRM_MATTER_ID",
    "INVOICE_TOTAL",
    "BILLING_START_DATE",
    "BILLING_END_DATE",
    "INVOICE_DESCRIPTION",
    "LINE_ITEM_NUMBER",
    "EXP/FEE/INV_ADJ_TYPE",
    "LINE_ITEM_NUMBER_OF_UNITS",
    "LINE_ITEM_ADJUSTMENT_AMOUNT",
    "LINE_ITEM_TOTAL",
    "LINE_ITEM_DATE",
    "LINE_ITEM_TASK_CODE",
    "LINE_ITEM_EXPENSE_CODE",
    "LINE_ITEM_ACTIVITY_CODE",
    "TIMEKEEPER_ID",
    "LINE_ITEM_DESCRIPTION",
    "LAW_FIRM_ID",
    "LINE_ITEM_UNIT_COST",
    "TIMEKEEPER_NAME",
    "TIMEKEEPER_CLASSIFICATION",
    "CLIENT_MATTER_ID",
)
"""The fields in their order."""


@dataclass(frozen=True, kw_only=True)
class LegalInvoice:
    """A bill to the client, with the work and the expenses on it."""

    number: Code
    issued_on: date
    begins_on: date
    ends_on: date
    client_id: Code
    matter_id: Code
    client_matter_id: Code
    law_firm_id: Code
    """The firm's tax number, as a rule."""
    description: Text
    time: tuple[TimeEntry, ...]
    expenses: tuple[MatterExpense, ...]

    @property
    def total(self) -> Money:
        """What the lines come to."""
        fees = sum((entry.amount for entry in self.time), Decimal(0))
        return fees + sum((expense.amount for expense in self.expenses), Decimal(0))

    @property
    def ledes(self) -> str:
        """The invoice in the format LEDES 1998B."""
        return ledes_1998b(self)


def ledes_1998b(invoice: LegalInvoice) -> str:
    """The whole file: two lines of head, then one for each entry and expense."""
    rows = [FIELDS, *_rows(invoice)]
    return "".join(f"{line}[]\r\n" for line in ("LEDES1998B", *("|".join(map(_ascii, row)) for row in rows)))


def _rows(invoice: LegalInvoice) -> Iterator[tuple[str, ...]]:
    number = 0
    for entry in invoice.time:
        number += 1
        yield _row(invoice, number, "F", entry.worked_on, entry.amount, entry.hours, entry.rate, _of_time(entry))
    for expense in invoice.expenses:
        number += 1
        one = Decimal(1)
        yield _row(invoice, number, "E", expense.spent_on, expense.amount, one, expense.amount, _of_expense(expense))


@dataclass(frozen=True)
class _Codes:
    narrative: str
    task: str = ""
    expense: str = ""
    activity: str = ""
    timekeeper: str = ""
    name: str = ""
    classification: str = ""


def _of_time(entry: TimeEntry) -> _Codes:
    return _Codes(
        entry.narrative, entry.task, "", entry.activity, entry.timekeeper, entry.name, entry.classification.value
    )


def _of_expense(expense: MatterExpense) -> _Codes:
    return _Codes(expense.narrative, expense=expense.code)


def _row(
    invoice: LegalInvoice,
    number: int,
    kind: str,
    day: date,
    total: Decimal,
    units: Decimal,
    cost: Decimal,
    codes: _Codes,
) -> tuple[str, ...]:
    return (
        _date(invoice.issued_on),
        invoice.number,
        invoice.client_id,
        invoice.matter_id,
        f"{invoice.total:.2f}",
        _date(invoice.begins_on),
        _date(invoice.ends_on),
        invoice.description,
        str(number),
        kind,
        f"{units:.2f}",
        "0.00",
        f"{total:.2f}",
        _date(day),
        codes.task,
        codes.expense,
        codes.activity,
        codes.timekeeper,
        codes.narrative,
        invoice.law_firm_id,
        f"{cost:.2f}",
        codes.name,
        codes.classification,
        invoice.client_matter_id,
    )


def _date(day: date) -> str:
    return f"{day:%Y%m%d}"


def _ascii(text: str) -> str:
    """The text without accents, and with nothing in it that the format uses itself."""
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    clean = " ".join(kept.replace("|", "/").replace("[]", "()").split())
    return clean.encode("ascii", "replace").decode("ascii")
