"""Excluding a person from a case: a conflict of interest that beats every grant."""

from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.fields import check_given
from casewright.operations.change import change
from casewright.platform import Platform


async def exclude_person(platform: Platform, actor: Actor, case_id: UUID, *, subject: str, reason: str) -> None:
    """From now on this person sees nothing of the case, whatever their roles."""
    check_given(reason, "say what the conflict of interest is", field="reason")
    if subject == actor.subject:
        raise Invalid(
            "ask somebody else to exclude you; otherwise nobody might be left",
            rule="exclusion.oneself",
            field="subject",
        )
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        by = {"created_by": actor.subject, "created_at": draft.now}
        draft.insert(models.Exclusion, subject=subject, reason=reason, **by)
        if await models.Exclusion.filter(case_id=case_id, subject=subject).exists():
            raise Invalid("this person is excluded already", rule="exclusion.twice", field="subject")
        draft.record("person_excluded", subject=subject, reason=reason)
