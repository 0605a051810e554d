"""Fraud indicators: named, weighted, explained; never proof.

The indicators are a choice from the lists of the National Insurance Crime Bureau and the Ohio Department of Insurance;
the days and counts in them are this plugin's own. Indicators of private life (debts, separation) are left out: whether
they may count depends on the law of the place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from casewright_insurance.notice import DamageSeverity, Notice, Peril

REVIEW_FROM = 3
"""From how many flags a special investigation is worth considering (after Barry Zalma)."""


@dataclass(frozen=True)
class RedFlag:
    """A sentence with points. `raised_by(notice)` gives the fact that raises it, False, or None for missing data."""

    sentence: str
    points: int
    raised_by: Callable[[Notice], bool | str | None]


def late_report(notice: Notice) -> bool | str | None:
    if notice.reported_on is None:
        return None
    days = (notice.reported_on - notice.lost_on).days
    return days > 30 and f"reported after {days} days"


def soon_after_inception(notice: Notice) -> bool | str | None:
    return None if notice.policy is None else _days_after(notice.policy.in_force_from, notice, within=30)


def soon_after_increase(notice: Notice) -> bool | str | None:
    if notice.policy is None:
        return None
    increased_on = notice.policy.increased_on
    return increased_on is not None and _days_after(increased_on, notice, within=60)


def shortly_before_expiry(notice: Notice) -> bool | str | None:
    if notice.policy is None:
        return None
    if notice.policy.in_force_to is None:
        return False
    days = (notice.policy.in_force_to - notice.lost_on).days
    return 0 <= days <= 14 and f"{days} days before the policy ended"


def prior_similar_losses(notice: Notice) -> bool | str | None:
    if notice.prior_similar_losses is None:
        return None
    return notice.prior_similar_losses >= 2 and f"{notice.prior_similar_losses} similar losses"


def theft_without_police_report(notice: Notice) -> bool | None:
    if notice.peril is not Peril.THEFT:
        return False
    return None if notice.police_report is None else not notice.police_report


def collision_without_witness(notice: Notice) -> bool | None:
    if notice.peril is not Peril.COLLISION:
        return False
    return None if notice.witnesses is None else notice.witnesses == 0


def total_loss(notice: Notice) -> bool | None:
    return None if notice.severity is None else notice.severity is DamageSeverity.TOTAL_LOSS


def near_the_limit(notice: Notice) -> bool | str | None:
    if notice.policy is None or notice.amount_claimed is None:
        return None
    near = notice.amount_claimed * 10 >= notice.policy.limit * 9
    return near and f"{notice.amount_claimed} claimed of a limit of {notice.policy.limit}"


def _days_after(day: date, notice: Notice, *, within: int) -> bool | str:
    days = (notice.lost_on - day).days
    return 0 <= days <= within and f"{days} days later"


RED_FLAGS = (
    RedFlag("Reported more than 30 days after the loss", 15, late_report),
    RedFlag("Lost within 30 days of the inception of the policy", 20, soon_after_inception),
    RedFlag("Lost within 60 days of an increase of the cover", 20, soon_after_increase),
    RedFlag("Lost within 14 days of the end of the policy", 10, shortly_before_expiry),
    RedFlag("Two or more similar losses in three years", 20, prior_similar_losses),
    RedFlag("A theft without a police report", 20, theft_without_police_report),
    RedFlag("A collision nobody witnessed", 10, collision_without_witness),
    RedFlag("A total loss", 10, total_loss),
    RedFlag("Nine tenths of the limit or more are claimed", 10, near_the_limit),
)


def raised(notice: Notice) -> tuple[RedFlag, ...]:
    """The flags that the facts raise."""
    return tuple(flag for flag in RED_FLAGS if flag.raised_by(notice))
