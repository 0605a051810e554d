"""Consent of somebody in a case: to what, for how long, and until it is taken back. Pure."""

from datetime import datetime

from casewright.errors import Invalid


def check_period(since: datetime, until: datetime | None) -> None:
    """A consent ends after it begins; raises Invalid."""
    if until is not None and until <= since:
        raise Invalid("the consent ends before it begins", rule="consent.period", field="until")


def in_force(since: datetime, until: datetime | None, revoked_at: datetime | None, now: datetime) -> bool:
    """Whether it holds at a moment: from its beginning to before its end, or to when it was taken back."""
    ends = [moment for moment in (until, revoked_at) if moment is not None]
    return since <= now and all(now < end for end in ends)
