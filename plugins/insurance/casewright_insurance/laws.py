"""The periods in which the law wants a claim handled: one dated row for each place, with its source. Pure.

The unit belongs to the row: working days, business days and calendar days stand side by side. Rows without `read_on`
come from a survey of 2007 and from secondary sources: hold them against the law of the place before relying on them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from casewright import Calendar, Duration, business_days, calendar_days
from casewright_insurance.notice import Notice

CALENDAR = Calendar(name="us_insurance", zone="America/New_York", country="US")
_ZONE = ZoneInfo(CALENDAR.zone)
_SURVEY = date(2007, 1, 1)
_CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class ClaimsLaw:
    """What the law of a place asks of an insurer from a day on. None: it asks for no such thing."""

    place: str
    """ISO 3166-2; empty: where no law is known."""
    applies_from: date
    source: str
    read_on: date | None = None
    """As of when the text is that was read; None: it was not, or not the whole of it."""
    acknowledge: Duration
    """From the notice to its acknowledgement."""
    decide: Duration | None = None
    """From a complete proof of loss to acceptance or denial."""
    decide_if_arson: Duration | None = None
    """The same where arson is suspected."""
    extension: Duration | None = None
    """From the day on which the claimant was told why more time is needed; once."""
    status_letter: Duration | None = None
    """From one letter to the next, while the claim is not decided."""
    pay: Duration | None = None
    """From the agreement to its payment."""
    late_interest: Decimal | None = None
    """For a year, on what is paid late; 0.18 is 18 per cent."""


PRACTICE = ClaimsLaw(
    place="",
    applies_from=date.min,
    source="a practice of this plugin: the shortest of the working days below",
    acknowledge=business_days(10),
    decide=business_days(15),
)

LAWS = (
    ClaimsLaw(
        place="US-AK",
        applies_from=_SURVEY,
        source="3 AAC 26.040(a)(1), 26.070(a)(1)",
        read_on=date(2025, 2, 24),
        acknowledge=business_days(10),
        decide=business_days(15),
        status_letter=calendar_days(45),
    ),
    ClaimsLaw(
        place="US-AZ",
        applies_from=_SURVEY,
        source="Ariz. Admin. Code R20-6-801(E)(1), (G)(1)(a)",
        acknowledge=business_days(10),
        decide=business_days(15),
        status_letter=calendar_days(45),
    ),
    ClaimsLaw(
        place="US-AR",
        applies_from=_SURVEY,
        source="Arkansas Insurance Rule 43",
        acknowledge=business_days(15),
        decide=business_days(15),
        status_letter=calendar_days(45),
        pay=business_days(10),
    ),
    ClaimsLaw(
        place="US-CA",
        applies_from=_SURVEY,
        source="Cal. Code Regs. tit. 10, 2695.5(e), 2695.7(b), 2695.7(c)(1), 2695.7(h)",
        acknowledge=calendar_days(15),
        decide=calendar_days(40),
        status_letter=calendar_days(30),
        pay=calendar_days(30),
    ),
    ClaimsLaw(
        place="US-IA",
        applies_from=_SURVEY,
        source="Iowa Admin. Code 191-15.42(1)",
        read_on=date(2024, 12, 11),
        acknowledge=calendar_days(15),
    ),
    ClaimsLaw(
        place="US-OK",
        applies_from=_SURVEY,
        source="Okla. Admin. Code 365:15-3-5(a)",
        read_on=date(2021, 3, 11),
        acknowledge=business_days(30),
    ),
    ClaimsLaw(
        place="US-TX",
        applies_from=date(2005, 4, 1),
        source="Tex. Ins. Code 542.055 (text of 2023-12-02) to 542.060; not for surplus lines",
        acknowledge=calendar_days(15),
        decide=business_days(15),
        decide_if_arson=calendar_days(30),
        extension=calendar_days(45),
        pay=business_days(5),
        late_interest=Decimal("0.18"),
    ),
)


def law_of(notice: Notice) -> ClaimsLaw:
    """The newest row of the place that applied when the loss was reported; the practice where there is none."""
    on = notice.reported_on or notice.lost_on
    rows = [law for law in LAWS if law.place == notice.jurisdiction and law.applies_from <= on]
    return max(rows, key=lambda law: law.applies_from, default=PRACTICE)


def today(now: datetime) -> date:
    """The day it is in the calendar's zone."""
    return now.astimezone(_ZONE).date()


def last_day(begin: date, period: Duration) -> date:
    """The day on which a period ends that begins on another; a period before it has a negative amount."""
    noon = datetime.combine(begin, time(12), _ZONE)
    return today(CALENDAR.add(noon, period) - timedelta(seconds=1))


def late_interest(law: ClaimsLaw, amount: Decimal, approved_on: date, paid_on: date) -> Decimal:
    """What the insurer owes beside a payment that comes too late: simple interest by the day, to the cent."""
    if law.pay is None or law.late_interest is None:
        return Decimal(0)
    days_late = (paid_on - last_day(approved_on, law.pay)).days
    owed = amount * law.late_interest * max(days_late, 0) / 365
    return owed.quantize(_CENT, ROUND_HALF_UP)
