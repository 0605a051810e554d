"""Recording time and expenses, setting a budget, and billing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from casewright import Case, Refused
from casewright_legal.billing import (
    ActivityCode,
    BudgetLine,
    ExpenseCode,
    Hours,
    MatterExpense,
    TaskCode,
    TimeEntry,
    TimekeeperClass,
)
from casewright_legal.billing_codes import ACTIVITIES, EXPENSES, PHASES, TASKS
from casewright_legal.case_type import ENGAGED, LAWYERS, matter
from casewright_legal.court_days import today
from casewright_legal.fields import Matter
from casewright_legal.ledes import LegalInvoice
from casewright_legal.litigation import check_past
from casewright_legal.values import Code, Money, ShortText, Text


@matter.transition(ENGAGED, role=LAWYERS)
def record_time(
    case: Case[Matter],
    *,
    worked_on: date,
    name: ShortText,
    classification: TimekeeperClass,
    hours: Hours,
    rate: Money,
    task: TaskCode,
    activity: ActivityCode,
    narrative: Text,
) -> Matter:
    """Record one's own work: tenths of an hour, on one task."""
    check_past(case, worked_on, "worked_on")
    _check_code(task, TASKS, "task")
    _check_code(activity, ACTIVITIES, "activity")
    entry = TimeEntry(
        worked_on=worked_on,
        timekeeper=case.actor.subject,
        name=name,
        classification=classification,
        hours=hours,
        rate=rate,
        task=task,
        activity=activity,
        narrative=narrative,
    )
    return replace(case.fields, time=(*case.fields.time, entry))


@matter.transition(ENGAGED, role=LAWYERS)
def record_expense(case: Case[Matter], *, spent_on: date, code: ExpenseCode, amount: Money, narrative: Text) -> Matter:
    """Record money spent for the client."""
    check_past(case, spent_on, "spent_on")
    _check_code(code, EXPENSES, "code")
    expense = MatterExpense(spent_on=spent_on, code=code, amount=amount, narrative=narrative)
    return replace(case.fields, expenses=(*case.fields.expenses, expense))


@matter.transition(ENGAGED, role=LAWYERS)
def set_budget(case: Case[Matter], *, lines: tuple[BudgetLine, ...]) -> Matter:
    """Say what each phase may cost; it takes the place of an earlier budget."""
    for line in lines:
        _check_code(line.phase, PHASES, "lines")
    if len({line.phase for line in lines}) < len(lines):
        raise Refused("a phase is named twice", rule="budget.twice", field="lines")
    return replace(case.fields, budget=lines)


@matter.transition(ENGAGED, role="client_partner")
def bill(
    case: Case[Matter],
    *,
    number: Code,
    begins_on: date,
    ends_on: date,
    law_firm_id: Code,
    client_matter_id: Code,
    description: Text,
) -> Matter:
    """Bill the work and the expenses of a period that no invoice has yet."""
    fields = case.fields
    if any(invoice.number == number for invoice in fields.invoices):
        raise Refused(f"there is an invoice {number} already", rule="bill.number", field="number")
    if fields.client_number is None:
        raise Refused("give the client's number first", rule="bill.client_number")
    time = tuple(
        replace(one, invoice=number) if one.invoice is None and begins_on <= one.worked_on <= ends_on else one
        for one in fields.time
    )
    expenses = tuple(
        replace(one, invoice=number) if one.invoice is None and begins_on <= one.spent_on <= ends_on else one
        for one in fields.expenses
    )
    invoice = LegalInvoice(
        number=number,
        issued_on=today(case.now),
        begins_on=begins_on,
        ends_on=ends_on,
        client_id=fields.client_number,
        matter_id=case.number,
        client_matter_id=client_matter_id,
        law_firm_id=law_firm_id,
        description=description,
        time=tuple(one for one in time if one.invoice == number),
        expenses=tuple(one for one in expenses if one.invoice == number),
    )
    if not (invoice.time or invoice.expenses):
        raise Refused("nothing of this period is left to bill", rule="bill.nothing", field="begins_on")
    return replace(fields, time=time, expenses=expenses, invoices=(*fields.invoices, invoice))


def _check_code(code: str, known: Mapping[str, str], field: str) -> None:
    if code not in known:
        raise Refused(f"{code} is no code of the billing system", rule="billing.code", field=field)
