"""Screening: whether this needs a case at all, by a verdict with its reasons."""

from collections.abc import Sequence
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action, ScreeningRules
from casewright.errors import Invalid, Refused
from casewright.models.case_link import LinkKind
from casewright.operations.change import Draft, change
from casewright.operations.ending import end_case
from casewright.operations.links import add_link
from casewright.platform import Platform
from casewright.process import Phase, Status, Verdict, check_active


async def screen_case(
    platform: Platform,
    actor: Actor,
    case_id: UUID,
    *,
    verdict: Verdict,
    reasons: Sequence[str] = (),
    remark: str | None = None,
    duplicate_of: UUID | None = None,
) -> None:
    """Record what the screening found, by ids of the type's reasons; every verdict but `needs_process` ends the case.

    A duplicate names the other case and is linked to it. Raises Refused outside the screening, and Invalid.
    """
    roles = await _screeners(platform, actor, case_id)
    async with change(platform, actor, case_id, Action.WORK, roles=roles, part="screening") as draft:
        rules = _rules(draft)
        if duplicate_of is not None:
            await add_link(draft, duplicate_of, LinkKind.DUPLICATE_OF, field="duplicate_of")
        outcome = _outcome(rules, verdict)
        _check(rules, outcome, verdict, reasons, duplicate_of)
        await _forget(draft)
        draft.insert(
            models.Screening,
            verdict=verdict,
            reasons=[{"rule": rule, "sentence": rules.reasons[rule]} for rule in reasons],
            remark=remark,
            other_id=duplicate_of,
            screened_by=actor.subject,
            screened_at=draft.now,
        )
        left = draft.row.stage if outcome else None
        ended = await end_case(draft, outcome) if outcome else {}
        other = str(duplicate_of) if duplicate_of else None
        data = {"from": left, "to": None, "outcome": outcome, "duplicate_of": other, **ended}
        draft.record("screened", verdict=verdict, reasons=list(reasons), remark=remark, **data)


async def _screeners(platform: Platform, actor: Actor, case_id: UUID) -> tuple[str, ...] | None:
    """The roles that screen this case; None: nothing says which."""
    case = await models.Case.get_or_none(id=case_id, tenant_id=actor.tenant)
    known = case is not None and case.case_type in platform.case_types
    rules = platform.definition(case).screening if case is not None and known else None
    return rules.roles if rules and not actor.system else None


def _rules(draft: Draft) -> ScreeningRules:
    rules = draft.case_type.screening
    if rules is None:
        raise Refused(f"a {draft.row.case_type} is not screened", rule="screening.undeclared")
    check_active(Status(draft.row.status), draft.row.number)
    if draft.row.phase != Phase.SCREENING:
        raise Refused(f"the screening is over, the case is at {draft.row.stage}", rule="screening.phase")
    return rules


def _outcome(rules: ScreeningRules, verdict: Verdict) -> str | None:
    if verdict is not Verdict.NEEDS_PROCESS and verdict not in rules.outcomes:
        raise Invalid(f"no case of this type ends as {verdict}", rule="screening.outcome", field="verdict")
    return rules.outcomes.get(verdict)


def _check(
    rules: ScreeningRules, outcome: str | None, verdict: Verdict, reasons: Sequence[str], duplicate_of: UUID | None
) -> None:
    known = ", ".join(rules.reasons)
    for place, reason in enumerate(reasons):
        if reason not in rules.reasons:
            message = f"there is no reason {reason}; there are: {known}"
            raise Invalid(message, rule="screening.reason", field=f"reasons.{place}")
    if outcome is not None and not reasons:
        message = f"say by which rule the case is not needed: {known}"
        raise Invalid(message, rule="screening.reason", field="reasons")
    if (verdict is Verdict.DUPLICATE) != (duplicate_of is not None):
        message = "a duplicate, and nothing else, names the other case"
        raise Invalid(message, rule="screening.duplicate", field="duplicate_of")


async def _forget(draft: Draft) -> int:
    return await models.Screening.filter(case_id=draft.row.id, invalidated_at=None).update(invalidated_at=draft.now)


async def invalidate_verdict(draft: Draft, phase: Phase) -> str | None:
    """Back in the screening, what it found before holds no more."""
    return "the verdict of the screening" if phase is Phase.SCREENING and await _forget(draft) else None


async def reopen_verdict(draft: Draft) -> None:
    """A case that is taken up again is needed after all."""
    found = models.Screening.filter(case_id=draft.row.id, invalidated_at=None).exclude(verdict=Verdict.NEEDS_PROCESS)
    await found.update(invalidated_at=draft.now)
