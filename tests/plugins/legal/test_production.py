"""Documents with Bates numbers: no number twice, and nothing privileged goes out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from casewright import Case
from casewright_legal import matter
from casewright_legal.fields import Matter, MatterSide, PracticeArea
from casewright_legal.production import LoggedDocument, Privilege
from casewright_legal.production_moves import claim_privilege, log_document, produce_document, waive_privilege

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
TODAY = date(2026, 6, 15)
MAIL = LoggedDocument(document="D-1", description="Mail to the buyer", prefix="NBF", first=1, last=4)
ADVICE = LoggedDocument(
    document="D-2", description="Mail to counsel", prefix="NBF", first=5, last=5, privilege=Privilege.ATTORNEY_CLIENT
)
SUED = Matter(
    client="Northbend Foundry",
    practice_area=PracticeArea.COMMERCIAL,
    side=MatterSide.DEFENDANT,
    opponents=("Riverwood Energy",),
    summary="Goods not paid for",
    document_log=(MAIL, ADVICE),
)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({}, None),
        ({"first": 4}, "bates.taken"),
        ({"first": 3, "last": 3}, "bates.taken"),
        ({"first": 1, "last": 9}, "bates.taken"),
        ({"first": 4, "prefix": "RWE"}, None),
        ({"first": 9, "last": 8}, "bates.range"),
        ({"document": "D-1"}, "bates.document"),
    ],
)
def test_no_page_has_two_numbers_and_no_number_two_pages(
    case_of: CaseOf, rule_of: RuleOf, change: dict[str, Any], rule: str | None
) -> None:
    """Ranges of one prefix never overlap; another prefix counts for itself."""
    entry: dict[str, Any] = {"document": "D-3", "description": "-", "prefix": "NBF", "first": 6, "last": 8} | change
    assert rule_of(lambda: log_document(case_of(matter, SUED, "discovery"), **entry)) == rule


@pytest.mark.parametrize(
    ("document", "rule"), [("D-1", None), ("D-2", "production.privileged"), ("D-9", "bates.unknown")]
)
def test_nothing_privileged_is_produced(case_of: CaseOf, rule_of: RuleOf, document: str, rule: str | None) -> None:
    """The privilege is the document's own: its neighbour in the same file goes out."""
    case = case_of(matter, SUED, "discovery")
    assert rule_of(lambda: produce_document(case, document=document, to="Riverwood Energy")) == rule


def test_what_went_out_is_remembered_and_can_be_claimed_back(case_of: CaseOf, rule_of: RuleOf) -> None:
    """With the day and to whom; it does not go out twice, and never again once it is claimed."""
    sent = produce_document(case_of(matter, SUED, "discovery"), document="D-1", to="Riverwood Energy")
    assert sent.document_log[0] == replace(MAIL, produced_on=TODAY, produced_to="Riverwood Energy")
    again = case_of(matter, sent, "discovery")
    assert rule_of(lambda: produce_document(again, document="D-1", to="-")) == "production.twice"
    claimed = claim_privilege(again, document="D-1", privilege=Privilege.WORK_PRODUCT)
    assert claimed.document_log[0].produced_to == "Riverwood Energy"
    case = case_of(matter, claimed, "discovery")
    assert rule_of(lambda: produce_document(case, document="D-1", to="-")) == "production.privileged"


def test_a_partner_agrees_to_every_waiver(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Then the document may go out."""
    approval = matter.transitions["waive_privilege"].approval
    assert approval is not None
    assert (approval.levels, approval.when) == (("client_partner",), None)
    waived = waive_privilege(case_of(matter, SUED, "discovery"), document="D-2")
    case = case_of(matter, waived, "discovery")
    assert rule_of(lambda: produce_document(case, document="D-2", to="Riverwood Energy")) is None


def test_the_other_side_is_told_what_is_withheld() -> None:
    """Numbers, description and ground, and nothing of what goes out; a single page has one number."""
    assert SUED.privilege_log == ("NBF000005: Mail to counsel (attorney client)",)
    assert [entry.bates for entry in SUED.document_log] == ["NBF000001-NBF000004", "NBF000005"]
