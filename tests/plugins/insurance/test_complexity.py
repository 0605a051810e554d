"""How complex a claim is, and what follows from it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from casewright import Answer, Case, Refused, Standing, read_answers
from casewright.instruments import Assessment
from casewright_insurance import claim
from casewright_insurance.complexity import CLAIM_COMPLEXITY
from casewright_insurance.fields import Claim
from casewright_insurance.intake import triage
from casewright_insurance.notice import LostItem
from casewright_insurance.segments import Segment

CaseOf = Callable[..., Case[Claim]]
PLAIN = {"injury": "none", "liability": "clear", "cover": "clear", "damage": "papers", "counsel": "no"}


@pytest.mark.parametrize(
    ("claimants", "change", "score", "band"),
    [
        (1, {}, 0, "simple"),
        (1, {"damage": "experts"}, 2, "simple"),
        (1, {"injury": "serious"}, 3, "standard"),
        (3, {"liability": "disputed", "cover": "open"}, 5, "standard"),
        (4, {"liability": "disputed", "cover": "open"}, 6, "complex"),
        (4, {"injury": "serious", "liability": "disputed", "cover": "open", "damage": "experts"}, 11, "complex"),
    ],
)
def test_every_point_counts(claimants: int, change: dict[str, str], score: int, band: str) -> None:
    """Simple below 3, standard below 6, complex from 6 on; the bands say nothing about the risk."""
    chosen = [Answer(item, option=option) for item, option in (PLAIN | change).items()]
    result = read_answers(CLAIM_COMPLEXITY, None, [Answer("claimants", number=claimants), *chosen])
    assert (result.score, result.band.name, result.band.risk) == (score, band, None)


def test_the_rubric_says_that_it_is_our_own() -> None:
    """It adds nothing to the risk, and nobody has to answer it."""
    assert "this plugin's own" in CLAIM_COMPLEXITY.source
    [use] = claim.instruments
    assert (use.instrument, use.stage, use.required, use.points) == ("claim_complexity", "triage", False, {})


@pytest.mark.parametrize(("band", "refused"), [("simple", False), ("standard", False), ("complex", True)])
def test_a_complex_claim_is_not_for_the_fast_track(notice: Claim, case_of: CaseOf, band: str, refused: bool) -> None:
    """Whoever rated it so sees why it is refused; any other segment is open."""
    rated = Assessment(
        instrument="claim_complexity",
        title=CLAIM_COMPLEXITY.title,
        variant=None,
        score=6,
        band=band,
        risk=None,
        assessed_at=datetime(2026, 6, 15, tzinfo=UTC),
    )
    case = case_of(notice, "triage", standing=Standing(assessments={"claim_complexity": rated}))
    assert triage(case, segment=Segment.STANDARD).segment is Segment.STANDARD
    if refused:
        with pytest.raises(Refused, match="not for the fast track: rated complex with 6 points"):
            triage(case, segment=Segment.FAST_TRACK)
    else:
        assert triage(case, segment=Segment.FAST_TRACK).segment is Segment.FAST_TRACK


@pytest.mark.parametrize(
    ("segment", "skills"),
    [
        (None, set()),
        (Segment.STANDARD, set()),
        (Segment.COMPLEX, {"senior_adjuster"}),
        (Segment.LITIGATED, {"senior_adjuster"}),
    ],
)
def test_the_segment_says_who_can_have_it(notice: Claim, segment: Segment | None, skills: set[str]) -> None:
    """The platform routes by the skill, and among those who have it by load."""
    assert claim.skills_of is not None
    assert set(claim.skills_of(replace(notice, segment=segment))) == skills


def test_an_itemized_loss_adds_up(notice: Claim) -> None:
    """Beside the amount claimed, which stays what was said; nothing listed is nothing."""
    items: tuple[Any, ...] = (
        LostItem(what="Bicycle", amount=Decimal("1200.50"), bought_on=date(2024, 5, 1)),
        LostItem(what="Lock", amount=Decimal(80)),
    )
    assert replace(notice, lost_items=items).itemized == Decimal("1280.50")
    assert (notice.itemized, notice.amount_claimed) == (0, 8000)


def test_losses_of_one_catastrophe_are_found_together() -> None:
    """The event is a field to filter by."""
    assert claim.fields.fields["catastrophe"].marking.indexed
