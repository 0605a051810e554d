"""The periods a claim is handled in, each with its source and the day somebody last looked it up.

Periods of the law differ from place to place. These are the shortest of the places compared in working days: Alaska and
Arizona. Iowa, California and Texas count 15 calendar days for the acknowledgement, California 40 for the decision.
"""

from dataclasses import dataclass
from datetime import date

from casewright import Duration, business_days, calendar_days


@dataclass(frozen=True)
class Period:
    """How long something may take, where that is written, and as of when."""

    length: Duration
    source: str
    as_of: date


ACKNOWLEDGE = Period(
    business_days(10), "3 AAC 26.040(a)(1) (Alaska); Ariz. Admin. Code R20-6-801(E)(1)", as_of=date(2025, 2, 24)
)
"""From the notice to its acknowledgement."""

DECIDE = Period(business_days(15), "Ariz. Admin. Code R20-6-801(G)(1)(a)", as_of=date(2025, 2, 24))
"""From a complete proof of loss to the decision; it waits for what the claimant still owes, not for third parties."""

INVESTIGATE = Period(calendar_days(30), "practice of this plugin, no law", as_of=date(2025, 2, 24))
"""A special investigation."""
