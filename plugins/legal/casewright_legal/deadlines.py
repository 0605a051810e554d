"""The periods of the federal rules that this plugin counts, each with its source. Check them before relying on them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class CourtPeriod:
    """So many days after a trigger, the rule, and the date of the text that was read (None: undated)."""

    days: int
    trigger: str
    rule: str
    as_of: date | None


ANSWER = CourtPeriod(21, "service of summons and complaint", "FRCP 12(a)(1)(A)(i)", date(2022, 7, 14))
ANSWER_AFTER_WAIVER = CourtPeriod(60, "sending the request for a waiver", "FRCP 12(a)(1)(A)(ii)", date(2022, 7, 14))
"""For a defendant within the United States."""
SERVE_COMPLAINT = CourtPeriod(90, "filing of the complaint", "FRCP 4(m)", None)
DISCOVERY_RESPONSE = CourtPeriod(30, "service of the requests", "FRCP 33(b)(2)", date(2025, 1, 30))
ADDED_FOR_SERVICE = CourtPeriod(3, "end of the period", "FRCP 6(d)", date(2016, 12, 1))
"""Not for electronic service since that day, and not for the complaint, which is served under rule 4."""


class ServiceMethod(StrEnum):
    """How a paper after the complaint was served (FRCP 5(b)(2))."""

    IN_PERSON = "in_person"
    ELECTRONIC = "electronic"
    MAIL = "mail"
    LEFT_WITH_CLERK = "left_with_clerk"
    OTHER_CONSENTED = "other_consented"

    @property
    def added_days(self) -> int:
        """What rule 6(d) adds to a period after such service."""
        quick = self in (ServiceMethod.IN_PERSON, ServiceMethod.ELECTRONIC)
        return 0 if quick else ADDED_FOR_SERVICE.days
