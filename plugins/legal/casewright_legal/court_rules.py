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
    SCHEDULING_CONFERENCE = "scheduling_conference"
    """With the court (FRCP 16(b))."""
    PLANNING_CONFERENCE = "planning_conference"
    """Of the parties (FRCP 26(f))."""
    REQUESTS_SERVED = "requests_served"
    EXPERTS_DISCLOSED = "experts_disclosed"
    """The other side named its experts."""
    HEARING = "hearing"
    EVIDENCE_DISCLOSED = "evidence_disclosed"
    """The other side told what it may offer at the trial."""
    TRIAL = "trial"
    JUDGMENT = "judgment"
    MOTIONS_DECIDED = "motions_decided"
    """The order that disposes of the last post-trial motion."""

    @property
    def lies_ahead(self) -> bool:
        """Whether it is a day that was set, and not one that has passed."""
        return self in (CourtTrigger.SCHEDULING_CONFERENCE, CourtTrigger.HEARING, CourtTrigger.TRIAL)


@dataclass(frozen=True, kw_only=True)
class CourtRule:
    """So many days from a trigger. A negative number of days is counted back from it."""

    id: str
    version: str
    """The edition of the text."""
    title: str
    trigger: CourtTrigger
    days: int
    days_with_united_states: int | None = None
    """Where the United States is a party; None: the same."""
    unless: CourtTrigger | None = None
    """It gives way once this is on the docket."""
    source: str
    read_on: date
    """As of when the text is that was read."""
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
        id="planning_conference",
        version="2023",
        title="Confer about the discovery",
        trigger=CourtTrigger.SCHEDULING_CONFERENCE,
        days=-21,
        source="FRCP 26(f)(1)",
        read_on=date(2023, 12, 1),
    ),
    CourtRule(
        id="discovery_plan",
        version="2023",
        title="Submit the report on the discovery plan",
        trigger=CourtTrigger.PLANNING_CONFERENCE,
        days=14,
        source="FRCP 26(f)(2)",
        read_on=date(2023, 12, 1),
    ),
    CourtRule(
        id="initial_disclosures",
        version="2023",
        title="Make the initial disclosures",
        trigger=CourtTrigger.PLANNING_CONFERENCE,
        days=14,
        source="FRCP 26(a)(1)(C)",
        read_on=date(2023, 12, 1),
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
        version="2023",
        title="Serve the motion to be heard",
        trigger=CourtTrigger.HEARING,
        days=-14,
        source="FRCP 6(c)(1)",
        read_on=date(2023, 12, 1),
    ),
    CourtRule(
        id="opposing_affidavit",
        version="2023",
        title="Serve the opposing affidavit",
        trigger=CourtTrigger.HEARING,
        days=-7,
        source="FRCP 6(c)(2)",
        read_on=date(2023, 12, 1),
    ),
    CourtRule(
        id="expert_disclosures",
        version="2023",
        title="Name the experts, with their reports",
        trigger=CourtTrigger.TRIAL,
        days=-90,
        source="FRCP 26(a)(2)(D)(i)",
        read_on=date(2023, 12, 1),
    ),
    CourtRule(
        id="rebuttal_experts",
        version="2023",
        title="Name the experts who contradict those of the other side",
        trigger=CourtTrigger.EXPERTS_DISCLOSED,
        days=30,
        source="FRCP 26(a)(2)(D)(ii)",
        read_on=date(2023, 12, 1),
    ),
    CourtRule(
        id="pretrial_disclosures",
        version="2023",
        title="Make the pretrial disclosures",
        trigger=CourtTrigger.TRIAL,
        days=-30,
        source="FRCP 26(a)(3)(B)",
        read_on=date(2023, 12, 1),
    ),
    CourtRule(
        id="pretrial_objections",
        version="2023",
        title="Object to what the other side may offer at the trial",
        trigger=CourtTrigger.EVIDENCE_DISCLOSED,
        days=14,
        source="FRCP 26(a)(3)(B)",
        read_on=date(2023, 12, 1),
    ),
    CourtRule(
        id="post_trial_motions",
        version="2023",
        title="File post-trial motions",
        trigger=CourtTrigger.JUDGMENT,
        days=28,
        source="FRCP 50(b) and (d), 52(b), 59(b) and (e); no court extends it (6(b)(2))",
        read_on=date(2023, 12, 1),
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
