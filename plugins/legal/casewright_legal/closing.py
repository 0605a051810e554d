"""The end of a matter: nothing left to do, nothing left in trust, a day for the file, and a look back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from casewright import Case, Refused
from casewright_legal.case_type import LAWYERS, matter
from casewright_legal.court_days import today
from casewright_legal.fields import Matter
from casewright_legal.holds import check_released
from casewright_legal.values import Text


@matter.transition("settlement | judgment_follow_up -> closing", role=LAWYERS)
def prepare_closing(case: Case[Matter]) -> Matter:
    """Begin to close: the settlement is carried out, or the judgment complied with."""
    return case.fields


@matter.transition("closing -> post_closing", role=LAWYERS)
def close(case: Case[Matter], *, destruction_on: date) -> Matter:
    """Close the file, and say from when on it may be destroyed."""
    reasons = tuple(_open_points(case))
    if reasons:
        raise Refused("; ".join(reasons), rule="closing.open_points")
    if destruction_on <= today(case.now):
        raise Refused("a file is kept for a while", rule="closing.destruction", field="destruction_on")
    return replace(case.fields, destruction_on=destruction_on)


def _open_points(case: Case[Matter]) -> Iterator[str]:
    """Everything that keeps a matter from being closed."""
    for task in case.open_tasks:
        yield f"to do: {task}"
    if case.fields.trust_balance:
        yield f"{case.fields.trust_balance} is held in trust"
    billed = [*(entry.invoice for entry in case.fields.time), *(expense.invoice for expense in case.fields.expenses)]
    unbilled = billed.count(None)
    if unbilled:
        yield f"{unbilled} entries are not billed"


@matter.transition("post_closing | matter_review", role=LAWYERS)
def destroy_file(case: Case[Matter]) -> Matter:
    """Destroy the file, from the day on that was set for it; not while a legal hold is in force."""
    fields, day = case.fields, today(case.now)
    check_released(fields.hold, rule="destruction.hold")
    if fields.destruction_on is None or day < fields.destruction_on:
        raise Refused(f"the file is kept until {fields.destruction_on}", rule="destruction.early")
    return replace(fields, destroyed_on=day)


@matter.transition("post_closing -> matter_review", role=LAWYERS)
def begin_review(case: Case[Matter]) -> Matter:
    """Look back, when late inquiries are no longer to be expected."""
    return case.fields


def _ended(case: Case[Matter], *, review: str) -> str:
    return "judgment" if case.fields.settlement is None else "settled"


@matter.transition("matter_review", role="client_partner", outcome=_ended)
def finish(case: Case[Matter], *, review: Text) -> Matter:
    """End the matter with what was learnt from it, its cost against its budget included."""
    check_released(case.fields.hold, rule="ending.hold")
    return replace(case.fields, review=review)
