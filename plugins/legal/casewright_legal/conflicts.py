"""Conflicts of interest: no move without a signed-off check of every name, no work by who is screened.

ABA Model Rules 1.7 (concurrent conflicts), 1.9 (former clients), 1.10 (imputation), 1.18 (prospective clients).
"""

from dataclasses import replace
from datetime import date
from typing import Any

from casewright import Action, Actor, Approval, Case, Refused, Risk, Transition, hookimpl
from casewright_legal.case_type import LAWYERS, matter
from casewright_legal.court_days import today
from casewright_legal.fields import DeclineGround, Matter, everybody
from casewright_legal.records import ConflictCheck, ConflictResult, MaskedHit, MatchKind
from casewright_legal.values import ShortText, Text

UNCHECKED_MOVES = ("record_conflict_check", "decline", "withdraw")
"""What may be done while a check is missing: to make it, or to let go of the matter."""


def names(fields: Matter) -> tuple[str, ...]:
    """Everybody the check has to cover, upper and lower case and spaces made equal."""
    return tuple(dict.fromkeys(" ".join(name.split()).casefold() for name in everybody(fields)))


def check_conflicts(fields: Matter) -> None:
    """Whether the firm may act in this matter with everybody who is now in it; raises Refused."""
    check = fields.conflict_check
    if check is None:
        raise Refused("sign off the conflict check first", rule="conflict.missing")
    if check.result is ConflictResult.NOT_WAIVABLE:
        raise Refused("the conflict cannot be waived; decline the matter", rule="conflict.not_waivable")
    added = [name for name in names(fields) if name not in check.searched]
    if added:
        raise Refused(f"check again, the search did not cover: {', '.join(added)}", rule="conflict.new_name")


@hookimpl
def before_transition(case: Case[Any], transition: Transition) -> None:
    """No move of a matter without a check that covers everybody."""
    if case.type == matter.name and transition.name not in UNCHECKED_MOVES:
        check_conflicts(case.fields)


@matter.before_service
def before_counsel_is_asked(case: Case[Matter], *, provider: str) -> None:
    """Outside counsel, experts and vendors learn what a matter is about: not before a check that covers them too."""
    check_conflicts(case.fields)
    asked = " ".join(provider.split()).casefold()
    if case.fields.conflict_check is None or asked not in case.fields.conflict_check.searched:
        message = f"{provider} is in no conflict check; add it to the related names and check again"
        raise Refused(message, rule="conflict.new_name", field="provider_id")


@hookimpl
def permit(actor: Actor, action: Action, case: Case[Any]) -> bool | None:
    """Who is screened from a matter changes nothing in it, in whatever role."""
    if case.type != matter.name or case.fields.conflict_check is None:
        return None
    return False if actor.subject in case.fields.conflict_check.screened else None


def conflict_risk(result: ConflictResult, hits: tuple[MaskedHit, ...]) -> Risk:
    """How carefully a sign-off is looked at: harmless hits moderate, consent or a wall high, else low."""
    if result in (ConflictResult.WAIVABLE, ConflictResult.SCREENED):
        return Risk.HIGH
    return Risk.MODERATE if hits and result is ConflictResult.NO_CONFLICT else Risk.LOW


def searched_hits(case: Case[Matter]) -> tuple[MaskedHit, ...]:
    """What the platform's register knew of everybody who is in the matter now; raises Refused without that search."""
    search = case.standing.names
    missing = [name for name in everybody(case.fields) if search is None or not search.covers(name)]
    if search is None or missing:
        raise Refused(f"search the register first for: {', '.join(missing)}", rule="conflict.not_searched")
    return tuple(MaskedHit(searched=hit.searched, kind=MatchKind(hit.match)) for hit in search.hits)


def must_ask(case: Case[Matter], *, result: ConflictResult, **others: Any) -> bool:
    """Whether somebody else signs off too: at low risk nobody."""
    return conflict_risk(result, searched_hits(case)) is not Risk.LOW


def suffices(case: Case[Matter], *, result: ConflictResult, **others: Any) -> bool:
    """Whether the decider is high enough: at high risk it takes the general counsel."""
    return conflict_risk(result, searched_hits(case)) is not Risk.HIGH or "general_counsel" in case.actor.roles


@matter.transition(
    "conflict_check | engagement | early_assessment | exposure | strategy | pleadings | discovery | trial"
    " | negotiation | appeal | settlement | judgment_follow_up",
    role="conflicts_analyst",
    approval=Approval(role=("client_partner", "general_counsel"), when=must_ask, suffices=suffices),
)
def record_conflict_check(
    case: Case[Matter],
    *,
    result: ConflictResult,
    note: Text,
    consent_on: date | None = None,
    screened: tuple[ShortText, ...] = (),
) -> Matter:
    """Sign off the search of everybody who is in the matter now; the more there is to it, the more people agree."""
    hits = searched_hits(case)
    if result is ConflictResult.WAIVABLE and consent_on is None:
        raise Refused("a waiver needs consent, confirmed in writing", rule="conflict.consent", field="consent_on")
    if result is ConflictResult.SCREENED and not screened:
        raise Refused("say who is screened from the matter", rule="conflict.screened", field="screened")
    check = ConflictCheck(
        result=result,
        searched=names(case.fields),
        note=note,
        consent_on=consent_on,
        screened=screened,
        hits=hits,
        checked_by=case.actor.subject,
        checked_on=today(case.now),
    )
    return replace(case.fields, conflict_check=check)


@matter.transition("conflict_check | engagement", role=LAWYERS, outcome="declined")
def decline(case: Case[Matter], *, ground: DeclineGround) -> Matter:
    """Not take the matter. The case stays, so that later searches find the prospective client."""
    return replace(case.fields, decline_ground=ground)
