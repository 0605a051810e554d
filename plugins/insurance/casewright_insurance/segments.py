"""How much handling a claim needs: the segment that its facts propose, with the reasons. A person decides. Pure.

The amounts are this plugin's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from casewright_insurance.notice import DamageSeverity, Notice

SMALL = Decimal(5_000)
"""Up to which amount claimed a loss is small."""
LARGE = Decimal(50_000)
"""From which amount claimed a loss is large."""


class Segment(StrEnum):
    """How much handling a claim needs."""

    FAST_TRACK = "fast_track"
    STANDARD = "standard"
    COMPLEX = "complex"
    LITIGATED = "litigated"


SENIOR = (Segment.COMPLEX, Segment.LITIGATED)
"""The segments that a senior adjuster handles."""


@dataclass(frozen=True, kw_only=True)
class SegmentProposal:
    """A segment, and why that one."""

    segment: Segment
    reasons: tuple[str, ...]


def propose_segment(notice: Notice, *, suspicious: bool) -> SegmentProposal:
    """The segment for the facts as they are known; what is not known keeps a claim off the fast track."""
    if notice.suit_filed:
        return SegmentProposal(segment=Segment.LITIGATED, reasons=("a suit is filed",))
    reasons = tuple(_complications(notice, suspicious=suspicious))
    if reasons:
        return SegmentProposal(segment=Segment.COMPLEX, reasons=reasons)
    doubts = tuple(_doubts(notice))
    if doubts:
        return SegmentProposal(segment=Segment.STANDARD, reasons=doubts)
    return SegmentProposal(segment=Segment.FAST_TRACK, reasons=(f"a small loss: {notice.amount_claimed}",))


def _complications(notice: Notice, *, suspicious: bool) -> Iterator[str]:
    if notice.injured:
        yield f"{notice.injured} injured"
    if notice.severity is DamageSeverity.TOTAL_LOSS:
        yield "a total loss"
    if notice.amount_claimed is not None and notice.amount_claimed >= LARGE:
        yield f"{notice.amount_claimed} claimed"
    if suspicious:
        yield "a special investigation is proposed"


def _doubts(notice: Notice) -> Iterator[str]:
    if notice.injured is None:
        yield "it is not known whether anybody is injured"
    if notice.amount_claimed is None:
        yield "it is not known how much is claimed"
    elif notice.amount_claimed > SMALL:
        yield f"{notice.amount_claimed} claimed"
    if notice.third_party_at_fault:
        yield "a third party is at fault"
