"""What a complaint knows: allegations, findings, interviews, evidence and its custody. Frozen records, no moves."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casewright import agreed, indexed, managed, sealed
from casewright_hr.calendar import WorkCountry, day_after
from casewright_hr.handling import (
    MATRIX,
    AllegationSeverity,
    ComplaintHandling,
    ComplaintReach,
    HandlingMatrix,
    handling_of,
)
from casewright_hr.injuries import WorkInjury
from casewright_hr.periods import CHARGE_AT_EEOC, CHARGE_WITH_STATE_AGENCY
from casewright_hr.tribunal import conciliation_ends, last_day_to_claim
from casewright_hr.values import Count, ShortText, Text

COMPLAINANT = "complainant"
"""The field group that tells who complained."""

CHANNEL = "channel"
"""The field group of the messages of an anonymous report: for the intake and whoever reported."""

INQUIRY = "inquiry"
"""The field group of what is found out; whoever reported anonymously does not see it."""


class ComplaintKind(StrEnum):
    """What a complaint or an allegation is about."""

    HARASSMENT = "harassment"
    DISCRIMINATION = "discrimination"
    RETALIATION = "retaliation"
    SAFETY = "safety"
    PAY = "pay"
    CONDUCT = "conduct"


class AllegationFinding(StrEnum):
    """What the inquiry found; from the strongest to the weakest."""

    SUBSTANTIATED = "substantiated"
    INCONCLUSIVE = "inconclusive"
    UNSUBSTANTIATED = "unsubstantiated"
    UNFOUNDED = "unfounded"


class InterviewedAs(StrEnum):
    """In which role somebody was heard."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    WITNESS = "witness"


@dataclass(frozen=True, kw_only=True)
class Allegation:
    """One thing that is said to have happened, and what was found about it."""

    kind: ComplaintKind
    statement: Text
    finding: AllegationFinding | None = None


@dataclass(frozen=True, kw_only=True)
class ComplaintInterview:
    """What one person said."""

    heard_as: InterviewedAs
    held_on: date
    summary: Text


class CustodyAct(StrEnum):
    """What happened to a piece of evidence."""

    TAKEN = "taken"
    PASSED_ON = "passed_on"
    EXAMINED = "examined"
    GIVEN_BACK = "given_back"
    DESTROYED = "destroyed"


@dataclass(frozen=True, kw_only=True)
class CustodyEntry:
    """Who had a piece of evidence from when on, and why."""

    act: CustodyAct
    by: ShortText
    held_by: str | None
    at: datetime
    why: Text


@dataclass(frozen=True, kw_only=True)
class EvidenceItem:
    """Something that may prove what happened, with its unbroken custody."""

    label: ShortText
    description: Text
    custody: tuple[CustodyEntry, ...]

    @property
    def held_by(self) -> str | None:
        """Who has it now; None when it is gone."""
        return self.custody[-1].held_by if self.custody else None


class MessageFrom(StrEnum):
    """Who writes on the channel of an anonymous report."""

    REPORTER = "reporter"
    OFFICER = "officer"


@dataclass(frozen=True, kw_only=True)
class ReportMessage:
    """A message between somebody who stays unknown and the intake."""

    written_by: MessageFrom
    at: datetime
    text: Text


@dataclass(frozen=True, kw_only=True)
class GrievanceMeeting:
    """The meeting in which a complaint is heard (Acas Code of Practice 1, of 2015)."""

    on: date
    companion: str | None = None
    postponed_from: date | None = None
    held: bool = False


class ActionKind(StrEnum):
    """What is done about a complaint."""

    MEDIATION = "mediation"
    TRAINING = "training"
    ACCOMMODATION = "accommodation"
    PERFORMANCE_PLAN = "performance_plan"
    TRANSFER = "transfer"
    WARNING = "warning"
    DISMISSAL = "dismissal"


SUPPORTING = frozenset({ActionKind.MEDIATION, ActionKind.TRAINING, ActionKind.ACCOMMODATION})
"""What helps and blames nobody: it needs findings, but none that is substantiated."""

LASTING = frozenset({ActionKind.ACCOMMODATION, ActionKind.PERFORMANCE_PLAN})
"""What goes on after the case, with the line manager."""


@dataclass(frozen=True, kw_only=True)
class CorrectiveAction:
    """One thing that is done, by whom and until when."""

    kind: ActionKind
    what: Text
    by: ShortText
    due_on: date
    done_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """An employee's complaint about how somebody at work behaves."""

    kind: ComplaintKind = indexed()
    unit: ShortText = indexed(label="Where it happened")
    summary: Text
    country: WorkCountry | None = indexed(label="Where whoever complained works", default=None)
    respondent_country: WorkCountry | None = indexed(label="Where the respondent works", default=None)
    act_on: date | None = None
    """When it happened, or the last of it."""
    state_agency: bool = False
    """In the United States: an agency of the state forbids the same, and more time is left for a charge."""
    anonymous: bool = False
    about_a_superior: bool | None = None
    """The respondent decides about the complainant's work."""
    complainant_name: str | None = sealed(group=COMPLAINANT, managed=True, longest=200, default=None)
    complainant_contact: str | None = sealed(group=COMPLAINANT, managed=True, longest=200, default=None)
    messages: tuple[ReportMessage, ...] = managed(label="Channel of the report", group=CHANNEL, default=())
    informal_attempt: str | None = managed(group=INQUIRY, default=None)
    allegations: tuple[Allegation, ...] = managed(group=INQUIRY, default=())
    matrix: HandlingMatrix = agreed(label="Investigation matrix", group=INQUIRY, default=MATRIX)
    severity: AllegationSeverity | None = indexed(group=INQUIRY, managed=True, default=None)
    reach: ComplaintReach | None = indexed(group=INQUIRY, managed=True, default=None)
    investigator: str | None = managed(group=INQUIRY, default=None)
    questions: tuple[Text, ...] = managed(label="What has to be found out", group=INQUIRY, default=())
    interim_measures: str | None = managed(label="What holds meanwhile", group=INQUIRY, default=None)
    interviews: tuple[ComplaintInterview, ...] = managed(group=INQUIRY, default=())
    evidence: tuple[EvidenceItem, ...] = managed(group=INQUIRY, default=())
    injury: WorkInjury | None = managed(group=INQUIRY, default=None)
    meeting: GrievanceMeeting | None = managed(group=INQUIRY, default=None)
    decision: str | None = managed(group=INQUIRY, default=None)
    decided_by: str | None = managed(group=INQUIRY, default=None)
    appeal_grounds: str | None = managed(group=INQUIRY, default=None)
    appeals_upheld: Count = managed(group=INQUIRY, default=0)
    actions: tuple[CorrectiveAction, ...] = managed(label="Corrective actions", group=INQUIRY, default=())
    handed_to: str | None = managed(label="Who looks after it from now on", group=INQUIRY, default=None)
    retaliation_reported: bool | None = managed(group=INQUIRY, default=None)
    lessons: str | None = managed(group=INQUIRY, default=None)
    conciliation_notified_on: date | None = managed(label="Day A", group=INQUIRY, default=None)
    conciliation_certificate_on: date | None = managed(label="Day B", group=INQUIRY, default=None)

    @property
    def applicable_country(self) -> WorkCountry:
        """Whose law and days hold: where whoever complained works, else the respondent, else the United States."""
        return self.country or self.respondent_country or WorkCountry.US

    @property
    def strongest_finding(self) -> AllegationFinding | None:
        """What the inquiry found at most; None while an allegation has no finding."""
        found = {allegation.finding for allegation in self.allegations}
        return None if None in found else next((finding for finding in AllegationFinding if finding in found), None)

    @property
    def handling(self) -> ComplaintHandling | None:
        """What the investigation matrix asks for; None before the classification."""
        return handling_of(self.matrix, self.severity, self.reach, self.about_a_superior)

    @property
    def last_day_to_charge(self) -> date | None:
        """Until when the EEOC takes a charge about it (United States); None elsewhere, or without the day."""
        if self.applicable_country is not WorkCountry.US or self.act_on is None:
            return None
        period = CHARGE_WITH_STATE_AGENCY if self.state_agency else CHARGE_AT_EEOC
        return day_after(self.act_on, period, self.applicable_country)

    @property
    def conciliation_ends(self) -> date | None:
        """The last day of the early conciliation, whatever comes of it; None while it was not notified."""
        return conciliation_ends(self.conciliation_notified_on) if self.conciliation_notified_on else None

    @property
    def last_day_to_claim(self) -> date | None:
        """Until when a tribunal in Great Britain hears a claim about it; None elsewhere, or without the day."""
        if self.applicable_country is not WorkCountry.GB or self.act_on is None:
            return None
        return last_day_to_claim(self.act_on, self.conciliation_notified_on, self.conciliation_certificate_on)
