"""When an injury at work is to be reported to OSHA (United States). Pure.

29 CFR 1904.39, read in secondary pages of 2025; check it before relying on it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class InjuryKind(StrEnum):
    """What is to be reported."""

    DEATH = "death"
    INPATIENT = "inpatient"
    AMPUTATION = "amputation"
    LOSS_OF_AN_EYE = "loss_of_an_eye"


@dataclass(frozen=True)
class ReportingRule:
    """Report so soon after it became known, when it came of an incident no longer ago than `only_within`."""

    report_within: timedelta
    only_within: timedelta


RULES = {
    InjuryKind.DEATH: ReportingRule(timedelta(hours=8), timedelta(days=30)),
    **dict.fromkeys(
        (InjuryKind.INPATIENT, InjuryKind.AMPUTATION, InjuryKind.LOSS_OF_AN_EYE),
        ReportingRule(timedelta(hours=24), timedelta(hours=24)),
    ),
}


@dataclass(frozen=True, kw_only=True)
class WorkInjury:
    """What happened to somebody at work."""

    kind: InjuryKind
    incident_at: datetime
    happened_at: datetime
    """When it came to that: the death, the admission to hospital."""
    known_at: datetime

    @property
    def report_due_at(self) -> datetime | None:
        """Until when it is reported; None when it need not be, because it came too long after the incident."""
        rule = RULES[self.kind]
        if self.happened_at - self.incident_at > rule.only_within:
            return None
        return self.known_at + rule.report_within
