"""The periods of the federal rules that this plugin counts: versioned rows with their source. Check before relying.

The mechanism is general, the rows are one set: those of the Federal Rules of Civil and Appellate Procedure.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ADDED_FOR_SERVICE = 3
"""Days that rule 6(d) adds; not for electronic service since 2016-12-01, and not for the complaint (rule 4)."""


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
        return 0 if self in (ServiceMethod.IN_PERSON, ServiceMethod.ELECTRONIC) else ADDED_FOR_SERVICE


class CourtTrigger(StrEnum):
    """What sets a period off, or what it is counted back from."""

    COMPLAINT_FILED = "complaint_filed"
    COMPLAINT_SERVED = "complaint_served"
    WAIVER_REQUESTED = "waiver_requested"
    PLANNING_CONFERENCE = "planning_conference"
    REQUESTS_SERVED = "requests_served"
    HEARING = "hearing"
    TRIAL = "trial"
    JUDGMENT = "judgment"
    MOTIONS_DECIDED = "motions_decided"
    """The order that disposes of the last post-trial motion."""

    @property
    def lies_ahead(self) -> bool:
        """Whether it is a day that was set, and not one that has passed."""
        return self in (CourtTrigger.HEARING, CourtTrigger.TRIAL)


@dataclass(frozen=True, kw_only=True)
class CourtRule:
    """So many days from a trigger. A negative number of days is counted back from it."""

    id: str
    version: str
    """The edition of the text, or `unread` where it was taken from elsewhere."""
    title: str
    trigger: CourtTrigger
    days: int
    days_with_united_states: int | None = None
    """Where the United States is a party; None: the same."""
    unless: CourtTrigger | None = None
    """It gives way once this is on the docket."""
    source: str
    read_on: date | None = None
    """As of when the text is that was read; None: it was not read."""
    after_service: bool = False
    """Whether rule 6(d) adds days by the way of service."""
    extendable: bool = True
    """Whether the court may extend it (rule 6(b)(2) forbids it for some)."""


RULES = (
    CourtRule(
        id="answer",
        version="2022",
        title="Answer the complaint",
        trigger=CourtTrigger.COMPLAINT_SERVED,
        days=21,
        source="FRCP 12(a)(1)(A)(i)",
        read_on=date(2022, 7, 14),
    ),
    CourtRule(
        id="answer_after_waiver",
        version="2022",
        title="Answer the complaint after a waiver of service",
        trigger=CourtTrigger.WAIVER_REQUESTED,
        days=60,
        source="FRCP 12(a)(1)(A)(ii)",
        read_on=date(2022, 7, 14),
    ),
    CourtRule(
        id="serve_complaint",
        version="2015",
        title="Serve the complaint",
        trigger=CourtTrigger.COMPLAINT_FILED,
        days=90,
        source="FRCP 4(m)",
        read_on=date(2015, 12, 1),
    ),
    CourtRule(
        id="initial_disclosures",
        version="unread",
        title="Make the initial disclosures",
        trigger=CourtTrigger.PLANNING_CONFERENCE,
        days=14,
        source="FRCP 26(a)(1)(C)",
    ),
    CourtRule(
        id="discovery_response",
        version="2025",
        title="Respond to the discovery requests",
        trigger=CourtTrigger.REQUESTS_SERVED,
        days=30,
        source="FRCP 33(b)(2)",
        read_on=date(2025, 1, 30),
        after_service=True,
    ),
    CourtRule(
        id="notice_of_motion",
        version="unread",
        title="Serve the motion to be heard",
        trigger=CourtTrigger.HEARING,
        days=-14,
        source="FRCP 6(c)(1)",
    ),
    CourtRule(
        id="opposing_affidavit",
        version="unread",
        title="Serve the opposing affidavit",
        trigger=CourtTrigger.HEARING,
        days=-7,
        source="FRCP 6(c)(2)",
    ),
    CourtRule(
        id="pretrial_disclosures",
        version="unread",
        title="Make the pretrial disclosures",
        trigger=CourtTrigger.TRIAL,
        days=-30,
        source="FRCP 26(a)(3)(B)",
    ),
    CourtRule(
        id="post_trial_motions",
        version="2009",
        title="File post-trial motions",
        trigger=CourtTrigger.JUDGMENT,
        days=28,
        source="FRCP 59(b) and (e); 50(b) and 52(b) say the same, but were not read",
        read_on=date(2009, 12, 1),
        extendable=False,
    ),
    CourtRule(
        id="appeal",
        version="2016",
        title="File the notice of appeal",
        trigger=CourtTrigger.JUDGMENT,
        days=30,
        days_with_united_states=60,
        unless=CourtTrigger.MOTIONS_DECIDED,
        source="FRAP 4(a)(1)(A) and (B)",
        read_on=date(2016, 12, 1),
    ),
    CourtRule(
        id="appeal_after_motions",
        version="2016",
        title="File the notice of appeal after the order on the last post-trial motion",
        trigger=CourtTrigger.MOTIONS_DECIDED,
        days=30,
        days_with_united_states=60,
        source="FRAP 4(a)(4)(A)",
        read_on=date(2016, 12, 1),
    ),
)

BY_ID = {rule.id: rule for rule in RULES}
