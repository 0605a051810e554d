"""Time, expenses, budgets and the invoice in the format LEDES 1998B."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from casewright import Case, Invalid
from casewright_legal import matter
from casewright_legal.billing import BudgetLine, TimekeeperClass
from casewright_legal.billing_codes import ACTIVITIES, EXPENSES, PHASES, TASKS, phase_of
from casewright_legal.billing_moves import bill, record_expense, record_time, set_budget
from casewright_legal.fields import Matter, MatterSide, PracticeArea
from casewright_legal.ledes import FIELDS

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
BROUGHT = Matter(
    client="Northbend Foundry",
    client_number="C-17",
    practice_area=PracticeArea.COMMERCIAL,
    side=MatterSide.DEFENDANT,
    opponents=("Riverwood Energy",),
    summary="Goods not paid for",
)
WORK: dict[str, Any] = {
    "worked_on": date(2026, 6, 11),
    "name": "Łukasik, Zoë",
    "classification": TimekeeperClass.ASSOCIATE,
    "hours": Decimal("1.3"),
    "rate": Decimal("310.50"),
    "task": "L240",
    "activity": "A103",
    "narrative": "Draft the motion | second\nversion []",
}
COPIES: dict[str, Any] = {
    "spent_on": date(2026, 6, 12),
    "code": "E101",
    "amount": Decimal("14.20"),
    "narrative": "Copies for the court",
}
BILL: dict[str, Any] = {
    "number": "2026-0044",
    "begins_on": date(2026, 6, 1),
    "ends_on": date(2026, 6, 30),
    "law_firm_id": "24-6437381",
    "client_matter_id": "NF-9",
    "description": "For services rendered",
}
LEDES = (
    "LEDES1998B[]\r\n"
    "INVOICE_DATE|INVOICE_NUMBER|CLIENT_ID|LAW_FIRM_MATTER_ID|INVOICE_TOTAL|BILLING_START_DATE|BILLING_END_DATE|"
    "INVOICE_DESCRIPTION|LINE_ITEM_NUMBER|EXP/FEE/INV_ADJ_TYPE|LINE_ITEM_NUMBER_OF_UNITS|LINE_ITEM_ADJUSTMENT_AMOUNT|"
    "LINE_ITEM_TOTAL|LINE_ITEM_DATE|LINE_ITEM_TASK_CODE|LINE_ITEM_EXPENSE_CODE|LINE_ITEM_ACTIVITY_CODE|TIMEKEEPER_ID|"
    "LINE_ITEM_DESCRIPTION|LAW_FIRM_ID|LINE_ITEM_UNIT_COST|TIMEKEEPER_NAME|TIMEKEEPER_CLASSIFICATION|"
    "CLIENT_MATTER_ID[]\r\n"
    "20260615|2026-0044|C-17|M-2026-000001|417.85|20260601|20260630|For services rendered|1|F|1.30|0.00|403.65|"
    "20260611|L240||A103|ada|Draft the motion / second version ()|24-6437381|310.50|?ukasik, Zoe|AS|NF-9[]\r\n"
    "20260615|2026-0044|C-17|M-2026-000001|417.85|20260601|20260630|For services rendered|2|E|1.00|0.00|14.20|"
    "20260612||E101|||Copies for the court|24-6437381|14.20|||NF-9[]\r\n"
)


@pytest.fixture
def worked(case_of: CaseOf) -> Matter:
    """An entry of 1.3 hours at 310.50, and 14.20 for copies."""
    fields = record_time(case_of(matter, BROUGHT, "pleadings"), **WORK)
    return record_expense(case_of(matter, fields, "pleadings"), **COPIES)


def test_an_invoice_is_ledes_1998b_to_the_letter(case_of: CaseOf, worked: Matter) -> None:
    """24 fields between pipes, plain ASCII, dates without dashes, every line ended by brackets."""
    billed = bill(case_of(matter, worked, "pleadings"), **BILL)
    [invoice] = billed.invoices
    assert invoice.ledes == LEDES
    assert invoice.ledes.isascii()
    rows = invoice.ledes.split("[]\r\n")[1:-1]
    assert {row.count("|") for row in rows} == {len(FIELDS) - 1}
    totals = [Decimal(row.split("|")[FIELDS.index("LINE_ITEM_TOTAL")]) for row in rows[1:]]
    assert sum(totals) == invoice.total == Decimal("417.85")


def test_amounts_are_rounded_half_up_to_the_cent(case_of: CaseOf) -> None:
    """0.1 hours at 310.45 are 31.05, not 31.04."""
    fields = record_time(
        case_of(matter, BROUGHT, "pleadings"), **WORK | {"hours": Decimal("0.1"), "rate": Decimal("310.45")}
    )
    assert fields.time[0].amount == Decimal("31.05")


def test_nothing_is_billed_twice(case_of: CaseOf, rule_of: RuleOf, worked: Matter) -> None:
    """What an invoice has, the next one has not; a later entry is."""
    case = case_of(matter, worked, "pleadings")
    billed = bill(case, **BILL)
    assert {one.invoice for one in (*billed.time, *billed.expenses)} == {"2026-0044"}
    again = case_of(matter, billed, "pleadings")
    assert rule_of(lambda: bill(again, **BILL)) == "bill.number"
    assert rule_of(lambda: bill(again, **BILL | {"number": "2026-0045"})) == "bill.nothing"
    more = case_of(matter, record_expense(again, **COPIES), "pleadings")
    assert bill(more, **BILL | {"number": "2026-0045"}).invoices[-1].total == Decimal("14.20")
    before_that: dict[str, Any] = BILL | {"begins_on": date(2026, 6, 1), "ends_on": date(2026, 6, 11)}
    assert len(bill(case, **before_that).invoices[0].expenses) == 0
    nameless = case_of(matter, replace(worked, client_number=None), "pleadings")
    assert rule_of(lambda: bill(nameless, **BILL)) == "bill.client_number"


@pytest.mark.parametrize("change", [{"task": "L999"}, {"activity": "A199"}])
def test_only_codes_of_the_system_are_recorded(case_of: CaseOf, rule_of: RuleOf, change: dict[str, Any]) -> None:
    """A code that looks like one is none yet."""
    case = case_of(matter, BROUGHT, "pleadings")
    assert rule_of(lambda: record_time(case, **WORK | change)) == "billing.code"
    assert rule_of(lambda: record_expense(case, **COPIES | {"code": "E999"})) == "billing.code"
    assert rule_of(lambda: set_budget(case, lines=(BudgetLine(phase="L900", amount=Decimal(1)),))) == "billing.code"


@pytest.mark.parametrize("hours", ["0", "0.25", "24.1"])
def test_time_is_in_tenths_of_an_hour(hours: str) -> None:
    """More than nothing, and no more than a day has."""
    arguments = matter.transitions["record_time"].arguments
    assert arguments.validate(WORK).hours == Decimal("1.3")
    with pytest.raises(Invalid):
        arguments.validate(WORK | {"hours": Decimal(hours)})


def test_work_and_expenses_have_happened(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Nobody records tomorrow."""
    case, tomorrow = case_of(matter, BROUGHT, "pleadings"), date(2026, 6, 16)
    assert rule_of(lambda: record_time(case, **WORK | {"worked_on": tomorrow})) == "date.future"
    assert rule_of(lambda: record_expense(case, **COPIES | {"spent_on": tomorrow})) == "date.future"


def test_a_budget_is_held_against_the_work_phase_by_phase(case_of: CaseOf, rule_of: RuleOf, worked: Matter) -> None:
    """A phase with a budget and no work, and one with work and no budget, are both shown."""
    case = case_of(matter, worked, "pleadings")
    planned = set_budget(case, lines=(BudgetLine(phase="L300", amount=Decimal(9000)),))
    assert [(cost.phase, cost.budget, cost.actual) for cost in planned.phase_costs] == [
        ("L200", None, Decimal("403.65")),
        ("L300", 9000, 0),
    ]
    twice = (BudgetLine(phase="L300", amount=Decimal(1)),) * 2
    assert rule_of(lambda: set_budget(case, lines=twice)) == "budget.twice"


def test_the_codes_are_those_of_the_system() -> None:
    """Five phases, every task in one of them, eleven activities, twenty-four expenses."""
    assert list(PHASES) == ["L100", "L200", "L300", "L400", "L500"]
    assert {phase_of(task) for task in TASKS} == set(PHASES)
    assert list(ACTIVITIES) == [f"A{number}" for number in range(101, 112)]
    assert list(EXPENSES) == [f"E{number}" for number in range(101, 125)]
    assert {"L110", "L240", "L330", "L510"} <= set(TASKS)
