"""What is agreed with a tenant: read from a file, checked before anything starts, and for the cases of that tenant."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from casewright import CaseType, Invalid, Phase, Refused, Status, agreed, managed
from casewright.agreements import agreed_with, read_agreements
from casewright.operations.domain_fields import check_managed


@dataclass(frozen=True, kw_only=True)
class Terms:
    """For how long a book is lent."""

    version: str
    days: int
    since: date | None = None


USUAL = Terms(version="1", days=14)


@dataclass(frozen=True, kw_only=True)
class Loan:
    """A book that somebody has."""

    book: str
    terms: Terms = agreed(default=USUAL)
    returned_on: date | None = managed(default=None)


loan = CaseType(
    "LibraryLoan",
    Loan,
    number="L-{sequence}",
    stages={"lent": Phase.SCREENING},
    title=lambda fields: fields.book,
    outcomes={"returned": Status.COMPLETED},
    reopens_at="lent",
)
TYPES = {loan.name: loan}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """One library lends for three weeks."""
    written = tmp_path / "agreements.toml"
    written.write_text('[acme.LibraryLoan]\nterms = { version = "2", days = 21, since = 2026-01-01 }\n')
    return written


def test_a_case_has_what_is_agreed_with_its_tenant(file: Path) -> None:
    """Another tenant has the default."""
    agreements = read_agreements(str(file), TYPES)
    lent = {
        tenant: loan.fields.validate({"book": "Emma", **agreed_with(agreements, tenant, loan.name)}).terms
        for tenant in ("acme", "demo")
    }
    assert lent == {"acme": Terms(version="2", days=21, since=date(2026, 1, 1)), "demo": USUAL}


def test_without_a_file_nothing_is_agreed() -> None:
    """And the defaults hold for everybody."""
    assert read_agreements("", TYPES) == {}
    assert agreed_with({}, "acme", loan.name) == {}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[acme", "cannot be read"),
        ("acme = 1", r"write \[acme.CASE_TYPE\]"),
        ("[acme]\nLibraryLoan = 1", r"write \[acme.CASE_TYPE\]"),
        ("[acme.LibraryLone]", "LibraryLone, which no plugin declares"),
        ("[acme.LibraryLoan]\nbook = 'Emma'", "acme, LibraryLoan: book is no field that is agreed"),
        ("[acme.LibraryLoan]\nreturned_on = 2026-01-01", "returned_on is no field that is agreed"),
        ("[acme.LibraryLoan]\nterms = { version = '2' }", "acme, LibraryLoan, terms: days: "),
        ("[acme.LibraryLoan]\nterms = { version = '2', days = 'many' }", "terms: days: "),
        ("[acme.LibraryLoan]\nterms = { version = '2', days = 1, fee = 3 }", "terms: nothing is called fee there"),
    ],
)
def test_what_does_not_fit_is_told_before_anything_starts(file: Path, text: str, sentence: str) -> None:
    """By tenant, case type and field."""
    file.write_text(text)
    with pytest.raises(Invalid, match=sentence):
        read_agreements(str(file), TYPES)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Rather than everybody having the defaults."""
    with pytest.raises(Invalid, match="cannot be read"):
        read_agreements(str(tmp_path / "none.toml"), TYPES)


def test_nobody_gives_it_by_hand() -> None:
    """Neither when a case is opened nor later."""
    with pytest.raises(Refused) as refused:
        check_managed(loan, ["book", "terms"])
    assert (refused.value.rule, refused.value.field) == ("field.agreed", "terms")


def test_what_a_case_has_stays_when_the_default_changes() -> None:
    """It is stored with the case, so another default changes no case that was opened."""
    stored = loan.fields.dump(Loan(book="Emma"))
    assert stored["terms"] == {"version": "1", "days": 14, "since": None}
    assert loan.fields.load({**stored, "terms": {"version": "0", "days": 7}}).terms == replace(
        USUAL, version="0", days=7
    )
