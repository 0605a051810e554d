"""Laws that have an employer speak before many lose their work: from which numbers on, and how long before. Pure.

Each is a row with its source, read in secondary pages unless it says otherwise: check it before relying on it. Several
may hold at once; the one that asks for the most time binds.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from casewright_hr.calendar import WorkCountry


class LossEvent(StrEnum):
    """How people lose their work together."""

    CLOSING = "closing"
    """The site closes."""
    LAYOFF = "layoff"


class NoticeException(StrEnum):
    """Why a shorter time may do; as much as is possible is done all the same."""

    FALTERING_COMPANY = "faltering_company"
    """For a closing only: the notice would have kept it from the capital that it was looking for."""
    UNFORESEEABLE = "unforeseeable"
    NATURAL_DISASTER = "natural_disaster"
    SPECIAL_CIRCUMSTANCES = "special_circumstances"
    """Great Britain: it is not reasonably practicable."""


@dataclass(frozen=True, kw_only=True)
class Loss:
    """How many lose their work, when the first of them does, and where."""

    first_on: date
    country: WorkCountry
    state: str | None
    employees: int
    """Of the employer."""
    at_site: int
    losing: int
    event: LossEvent


@dataclass(frozen=True, kw_only=True)
class NoticeLaw:
    """What one law asks for, from which numbers on."""

    id: str
    title: str
    country: WorkCountry
    state: str | None = None
    """None: in the whole country."""
    from_day: date = date.min
    """For losses from this day on."""
    employees: int = 0
    at_site: int = 0
    closing: int
    layoff: int
    layoff_percent: int = 0
    """Of those at the site, for a layoff of at least `layoff`."""
    large_layoff: int | None = None
    """From how many on the share does not matter."""
    below: int | None = None
    """For fewer than so many; another row has the others."""
    days: int
    """Calendar days before the first loss of work."""
    exceptions: frozenset[NoticeException]
    source: str

    def holds(self, loss: Loss) -> bool:
        """Whether the law asks for its time before this loss."""
        here = loss.country is self.country and self.state in (None, loss.state) and loss.first_on >= self.from_day
        large_enough = loss.employees >= self.employees and loss.at_site >= self.at_site
        small_enough = self.below is None or loss.losing < self.below
        return here and large_enough and small_enough and self._enough(loss)

    def _enough(self, loss: Loss) -> bool:
        if loss.event is LossEvent.CLOSING and loss.losing >= self.closing:
            return True
        share = loss.losing * 100 >= loss.at_site * self.layoff_percent
        return (loss.losing >= self.layoff and share) or (
            self.large_layoff is not None and loss.losing >= self.large_layoff
        )

    def excuses(self, exception: NoticeException, event: LossEvent) -> bool:
        """Whether the law knows the exception for such a loss."""
        if exception is NoticeException.FALTERING_COMPANY and event is not LossEvent.CLOSING:
            return False
        return exception in self.exceptions


@dataclass(frozen=True, kw_only=True)
class NoticeOwed:
    """A law that asks for its time before a loss, and the last day to begin it."""

    law: str
    title: str
    by: date
    source: str


_OF_WARN = frozenset(
    {NoticeException.FALTERING_COMPANY, NoticeException.UNFORESEEABLE, NoticeException.NATURAL_DISASTER}
)
_OF_TULRCA = frozenset({NoticeException.SPECIAL_CIRCUMSTANCES})

LAWS = (
    NoticeLaw(
        id="us_warn",
        title="WARN Act",
        country=WorkCountry.US,
        employees=100,
        closing=50,
        layoff=50,
        layoff_percent=33,
        large_layoff=500,
        days=60,
        exceptions=_OF_WARN,
        source="29 U.S.C. 2101(a), 2102, 20 CFR 639.3",
    ),
    NoticeLaw(
        id="us_ca",
        title="California WARN Act",
        country=WorkCountry.US,
        state="CA",
        from_day=date(2003, 1, 1),
        at_site=75,
        closing=1,
        layoff=50,
        days=60,
        exceptions=frozenset({NoticeException.FALTERING_COMPANY, NoticeException.NATURAL_DISASTER}),
        source="California Labor Code 1400.5(a), (d) and (f), 1401(c), 1402.5 (text of 2025-01-01)",
    ),
    NoticeLaw(
        id="us_ny",
        title="New York State WARN Act",
        country=WorkCountry.US,
        state="NY",
        from_day=date(2009, 2, 1),
        employees=50,
        closing=25,
        layoff=25,
        layoff_percent=33,
        large_layoff=250,
        days=90,
        exceptions=_OF_WARN,
        source="New York Labor Law 860-a, 860-b, 860-c",
    ),
    NoticeLaw(
        id="us_nj",
        title="New Jersey's Millville Dallas Airmotive Plant Job Loss Notification Act",
        country=WorkCountry.US,
        state="NJ",
        from_day=date(2023, 4, 10),
        employees=100,
        closing=50,
        layoff=50,
        days=90,
        exceptions=frozenset({NoticeException.NATURAL_DISASTER}),
        source="N.J.S.A. 34:21-1 to 34:21-7 as amended; its exception as secondary pages of 2007 and 2020 have it",
    ),
    NoticeLaw(
        id="us_il",
        title="Illinois WARN Act",
        country=WorkCountry.US,
        state="IL",
        from_day=date(2005, 1, 1),
        employees=75,
        closing=50,
        layoff=25,
        layoff_percent=33,
        large_layoff=250,
        days=60,
        exceptions=frozenset({NoticeException.NATURAL_DISASTER}),
        source="820 ILCS 65/5, 65/10 (text of Public Act 103-1056); section 15 was not read",
    ),
    NoticeLaw(
        id="us_ia",
        title="Iowa WARN Act",
        country=WorkCountry.US,
        state="IA",
        from_day=date(2010, 7, 1),
        employees=25,
        closing=25,
        layoff=25,
        days=30,
        exceptions=_OF_WARN,
        source="Iowa Code 84C.2 to 84C.4 (84C.3 in the text of 2024-01-01, the others in secondary pages of 2010)",
    ),
    NoticeLaw(
        id="us_wi",
        title="Wisconsin's Business Closing and Mass Layoff Law",
        country=WorkCountry.US,
        state="WI",
        employees=50,
        closing=25,
        layoff=25,
        layoff_percent=25,
        large_layoff=500,
        days=60,
        exceptions=_OF_WARN,
        source="Wis. Stat. 109.07, as the Department of Workforce Development has it",
    ),
    NoticeLaw(
        id="us_de",
        title="Delaware WARN Act",
        country=WorkCountry.US,
        state="DE",
        from_day=date(2019, 1, 7),
        employees=100,
        closing=50,
        layoff=50,
        layoff_percent=33,
        large_layoff=500,
        days=60,
        exceptions=frozenset({NoticeException.NATURAL_DISASTER}),
        source="19 Del. C. 1903, 1904; section 1905 was not read",
    ),
    NoticeLaw(
        id="gb_20",
        title="Collective consultation",
        country=WorkCountry.GB,
        closing=20,
        layoff=20,
        below=100,
        days=30,
        exceptions=_OF_TULRCA,
        source="Trade Union and Labour Relations (Consolidation) Act 1992, sections 188(1A)(b), 188(7), 193",
    ),
    NoticeLaw(
        id="gb_100",
        title="Collective consultation, large",
        country=WorkCountry.GB,
        closing=100,
        layoff=100,
        days=45,
        exceptions=_OF_TULRCA,
        source="Trade Union and Labour Relations (Consolidation) Act 1992, sections 188(1A)(a), 188(7), 193",
    ),
)
"""New Jersey and Great Britain count part-time employees, the others do not."""


def laws_of(loss: Loss) -> tuple[NoticeLaw, ...]:
    """The laws that ask for their time before a loss, the longest time first."""
    return tuple(sorted((law for law in LAWS if law.holds(loss)), key=lambda law: -law.days))


def owed(loss: Loss) -> tuple[NoticeOwed, ...]:
    """The same, with the last day of each."""
    return tuple(
        NoticeOwed(law=law.id, title=law.title, by=last_day(law, loss), source=law.source) for law in laws_of(loss)
    )


def last_day(law: NoticeLaw, loss: Loss) -> date:
    """The last day on which a notice is given, or a consultation begun, in time."""
    return loss.first_on - timedelta(days=law.days)
