"""From the engagement through pleadings, discovery and trial to a judgment and its appeal."""

from dataclasses import replace
from datetime import date

from casewright import Approval, Case, Refused, Risk
from casewright_legal.case_type import LAWYERS, matter
from casewright_legal.court_days import today
from casewright_legal.court_rules import CourtTrigger, ServiceMethod
from casewright_legal.docket import met, without
from casewright_legal.docket_moves import docketed
from casewright_legal.fields import ANSWERS, Matter, MatterMerits, entry_of
from casewright_legal.holds import check_released
from casewright_legal.records import Engagement, FeeArrangement, Judgment
from casewright_legal.values import Money, Text

OF_A_JUDGMENT = (CourtTrigger.JUDGMENT, CourtTrigger.MOTIONS_DECIDED)
"""What each judgment has anew."""

APPEALS = ("appeal", "appeal_after_motions")
"""The rules that say until when; one of them holds."""

SERVICE = (CourtTrigger.COMPLAINT_SERVED, CourtTrigger.WAIVER_REQUESTED)


def check_past(case: Case[Matter], day: date, field: str) -> None:
    """That a day has come; raises Refused."""
    if day > today(case.now):
        raise Refused(f"{day} has not come yet", rule="date.future", field=field)


@matter.transition("conflict_check -> engagement", role="client_partner")
def accept(case: Case[Matter]) -> Matter:
    """Agree to act for the client."""
    return case.fields


@matter.transition("engagement -> early_assessment", role=LAWYERS)
def engage(case: Case[Matter], *, signed_on: date, fee: FeeArrangement) -> Matter:
    """Open the matter with the signed engagement letter."""
    check_past(case, signed_on, "signed_on")
    return replace(case.fields, engagement=Engagement(signed_on=signed_on, fee=fee))


@matter.transition("early_assessment -> exposure", role=LAWYERS)
def assess(case: Case[Matter], *, exposure: Money, merits: MatterMerits) -> Matter:
    """Say what is at stake and how good the client's position is."""
    return replace(case.fields, exposure=exposure, merits=merits)


def high_risk(case: Case[Matter], **arguments: object) -> bool:
    """Whether a partner looks at it too."""
    return case.risk.level is Risk.HIGH


@matter.transition("exposure -> strategy", role=LAWYERS, approval=Approval(role="client_partner", when=high_risk))
def confirm_exposure(case: Case[Matter]) -> Matter:
    """Go on with what is at stake; at high risk a client partner has reviewed it."""
    return case.fields


@matter.transition("strategy", role=LAWYERS, approval=Approval(role="client_partner", when=high_risk))
def adopt_strategy(case: Case[Matter], *, strategy: Text) -> Matter:
    """Say how the matter is to be won or ended. At high risk a client partner agrees."""
    return replace(case.fields, strategy=strategy)


@matter.transition("strategy", role=LAWYERS)
def record_filing(case: Case[Matter], *, filed_on: date) -> Matter:
    """Record that the complaint was filed; from then on it has to be served in time."""
    return docketed(case, CourtTrigger.COMPLAINT_FILED, filed_on)


@matter.transition("strategy -> pleadings", role=LAWYERS)
def record_service(case: Case[Matter], *, served_on: date, waived: bool = False) -> Matter:
    """Record the service of the complaint; with a waiver, the day on which it was asked for."""
    if case.fields.strategy is None:
        raise Refused("adopt a strategy first", rule="service.strategy")
    filed = entry_of(case.fields, CourtTrigger.COMPLAINT_FILED)
    if filed is not None and served_on < filed.on:
        raise Refused("a complaint is served after it was filed", rule="service.before_filing", field="served_on")
    return docketed(case, CourtTrigger.WAIVER_REQUESTED if waived else CourtTrigger.COMPLAINT_SERVED, served_on)


@matter.transition("pleadings | negotiation -> discovery", role=LAWYERS)
def record_answer(case: Case[Matter], *, answered_on: date) -> Matter:
    """Record the answer to the complaint; talks do not put it off."""
    check_past(case, answered_on, "answered_on")
    if case.fields.answered_on is not None:
        raise Refused(f"the complaint was answered on {case.fields.answered_on}", rule="answer.twice")
    served = entry_of(case.fields, *SERVICE)
    if served is None or answered_on < served.on:
        raise Refused("an answer follows the service", rule="answer.before_service", field="answered_on")
    deadlines = met(case.fields.deadlines, ANSWERS, answered_on)
    return replace(case.fields, answered_on=answered_on, deadlines=deadlines, deadlines_on=today(case.now))


@matter.transition("discovery", role=LAWYERS)
def receive_requests(case: Case[Matter], *, served_on: date, served_by: ServiceMethod) -> Matter:
    """Record discovery requests of the other side."""
    return docketed(case, CourtTrigger.REQUESTS_SERVED, served_on, served_by=served_by)


@matter.transition("discovery | negotiation -> trial", role=LAWYERS)
def go_to_trial(case: Case[Matter]) -> Matter:
    """Prepare for trial; its day is on the docket."""
    if entry_of(case.fields, CourtTrigger.TRIAL) is None:
        raise Refused("record the day of the trial first", rule="trial.no_date")
    return case.fields


@matter.transition("pleadings | discovery | negotiation | trial | appeal -> judgment_follow_up", role=LAWYERS)
def record_judgment(case: Case[Matter], *, judgment: Text, entered_on: date) -> Matter:
    """Record how the court decided; post-trial motions and the appeal have their deadlines from that day.

    Another judgment, after an appeal for instance, begins them afresh, whatever was met before.
    """
    fields = case.fields
    deadlines = tuple(one for one in fields.deadlines if one.trigger not in OF_A_JUDGMENT)
    before = replace(fields, docket=without(fields.docket, OF_A_JUDGMENT), deadlines=deadlines)
    decided = docketed(replace(case, fields=before), CourtTrigger.JUDGMENT, entered_on)
    return replace(decided, judgment=Judgment(text=judgment, entered_on=entered_on))


@matter.transition("judgment_follow_up", role=LAWYERS)
def record_motions_decided(case: Case[Matter], *, entered_on: date) -> Matter:
    """Record the order that disposes of the last post-trial motion: the time to appeal runs from it.

    FRAP 4(a)(4)(A), where a motion was filed in time.
    """
    filed = next((one for one in case.fields.deadlines if one.rule == "post_trial_motions"), None)
    if filed is None or filed.met_on is None or filed.met_on > filed.due:
        message = "no post-trial motion was filed in time; meet its deadline first"
        raise Refused(message, rule="motions.none", field="entered_on")
    if entered_on < filed.met_on:
        raise Refused("the order follows the motion", rule="motions.order", field="entered_on")
    return docketed(case, CourtTrigger.MOTIONS_DECIDED, entered_on)


@matter.transition("judgment_follow_up -> appeal", role=LAWYERS)
def appeal(case: Case[Matter], *, noticed_on: date) -> Matter:
    """Take the judgment to the court above, or answer the other side's notice; in time."""
    check_past(case, noticed_on, "noticed_on")
    deadline = next((one for one in case.fields.deadlines if one.rule in APPEALS), None)
    if deadline is not None and noticed_on > deadline.due:
        raise Refused(f"the last day for it was {deadline.due}", rule="appeal.late", field="noticed_on")
    deadlines = met(case.fields.deadlines, APPEALS, noticed_on)
    return replace(case.fields, deadlines=deadlines, deadlines_on=today(case.now))


@matter.transition(
    "conflict_check | engagement | early_assessment | exposure | strategy | pleadings | discovery | negotiation"
    " | trial",
    role="client_partner",
    outcome="withdrawn",
)
def withdraw(case: Case[Matter]) -> Matter:
    """Stop acting for the client, with the leave of the court where that is needed; nothing is left in trust."""
    check_released(case.fields.hold, rule="ending.hold")
    if case.fields.trust_balance:
        raise Refused(f"{case.fields.trust_balance} is held in trust", rule="trust.not_empty")
    return case.fields
