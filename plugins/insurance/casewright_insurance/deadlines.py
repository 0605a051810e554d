"""The periods in which a claim is handled. Those of the law name their source; each place has its own.

The defaults are those of Alaska, the shortest in working days of the places compared; Arizona has the same
(Ariz. Admin. Code R20-6-801(E)(1) and (G)(1)(a)). Iowa, California and Texas count 15 calendar days for the
acknowledgement, California 40 for the decision. Check the law of the place before relying on any of them.
"""

from dataclasses import dataclass
from datetime import date

from casewright import Duration, business_days, calendar_days


@dataclass(frozen=True)
class LegalPeriod:
    """How long something may take, where that is written, and the date of the text that was read (None: undated)."""

    length: Duration
    source: str
    as_of: date | None


ACKNOWLEDGE = LegalPeriod(business_days(10), source="3 AAC 26.040(a)(1)", as_of=date(2025, 2, 24))
"""From the notice to its acknowledgement."""

DECIDE = LegalPeriod(business_days(15), source="3 AAC 26.070(a)(1)", as_of=None)
"""From a complete proof of loss to the decision: it waits for what the claimant still owes, for nobody else."""

INVESTIGATE = calendar_days(30)
"""A special investigation: a practice of this plugin, no law."""
