"""The periods of an onboarding, each with its source: a law, or a practice of this plugin."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class WorkingDays:
    """So many working days, where that is written, and the date of the text that was read (None: undated)."""

    days: int
    source: str
    as_of: date | None


FORM_I9_SECTION_2 = WorkingDays(3, source="8 CFR 274a.2(b)(1)(ii)(B), by way of secondary pages", as_of=None)
"""After the first day of work; check it before relying on it."""

ORDER_EQUIPMENT = WorkingDays(-10, source="a practice of this plugin", as_of=None)
"""Before the first day."""

GRANT_ACCESS = WorkingDays(-3, source="a practice of this plugin", as_of=None)
"""Before the first day: access that is not used yet is a risk."""
