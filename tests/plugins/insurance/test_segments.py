"""The segment that the facts of a claim propose."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from casewright_insurance.fields import Claim
from casewright_insurance.notice import DamageSeverity
from casewright_insurance.segments import Segment

SMALL: dict[str, Any] = {"amount_claimed": Decimal(5000), "injured": 0}


@pytest.mark.parametrize(
    ("change", "segment", "reason"),
    [
        (SMALL, Segment.FAST_TRACK, "a small loss: 5000"),
        (SMALL | {"amount_claimed": Decimal("5000.01")}, Segment.STANDARD, "5000.01 claimed"),
        (SMALL | {"amount_claimed": None}, Segment.STANDARD, "it is not known how much is claimed"),
        (SMALL | {"injured": None}, Segment.STANDARD, "it is not known whether anybody is injured"),
        (SMALL | {"third_party_at_fault": True}, Segment.STANDARD, "a third party is at fault"),
        (SMALL | {"injured": 1}, Segment.COMPLEX, "1 injured"),
        (SMALL | {"severity": DamageSeverity.TOTAL_LOSS}, Segment.COMPLEX, "a total loss"),
        (SMALL | {"amount_claimed": Decimal(50_000)}, Segment.COMPLEX, "50000 claimed"),
        (SMALL | {"suit_filed": True, "injured": 1}, Segment.LITIGATED, "a suit is filed"),
    ],
)
def test_each_fact_proposes_its_segment(notice: Claim, change: dict[str, Any], segment: Segment, reason: str) -> None:
    """With the reason why; what is not known keeps a claim off the fast track."""
    proposed = replace(notice, **change).proposed_segment
    assert (proposed.segment, proposed.reasons) == (segment, (reason,))


def test_suspicions_make_it_complex(notice: Claim) -> None:
    """Three flags propose a special investigation, and that a senior adjuster looks at it; two do neither."""
    two = replace(notice, **SMALL, prior_similar_losses=3, witnesses=0)
    three = replace(two, severity=DamageSeverity.TOTAL_LOSS)
    assert two.proposed_segment.segment is Segment.FAST_TRACK
    assert three.proposed_segment.reasons == ("a total loss", "a special investigation is proposed")
