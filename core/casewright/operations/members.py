"""Keeping the directory of those who work on cases: whoever supervises cases does."""

from dataclasses import asdict, dataclass
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints
from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.errors import Forbidden
from casewright.fields import FieldSet
from casewright.inputs import Line
from casewright.operations.change import unique
from casewright.platform import Platform

Subject = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""Who somebody is when they sign in; also the name of a team or a role."""
_Names = Annotated[tuple[Subject, ...], Field(max_length=100)]


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """What is known of somebody; it takes the place of what was known before."""

    subject: Subject
    name: Line
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=320)] | None = None
    roles: _Names = ()
    teams: _Names = ()
    skills: _Names = ()
    languages: _Names = ()
    caseload_limit: Annotated[int, Field(ge=0, le=10_000)] | None = None
    """How many active cases they may have, instead of what the model of working says."""
    active: bool = True


_NEW = FieldSet(NewMember)


async def keep_member(platform: Platform, actor: Actor, **values: Any) -> UUID:
    """Write down what is known of somebody, a `NewMember`; returns their id in the directory."""
    check_keeper(platform, actor)
    new = _NEW.validate(values)
    taken = "somebody else wrote down the same at the same moment; look and try again"
    with unique(taken, rule="member.unique"):
        return await _kept(platform, actor, new)


async def _kept(platform: Platform, actor: Actor, new: NewMember) -> UUID:
    async with platform.database.transaction():
        member = await models.Member.get_or_none(tenant_id=actor.tenant, subject=new.subject)
        member = member or models.Member(id=uuid7(), tenant_id=actor.tenant, subject=new.subject)
        known = asdict(new)
        groups = {"role": known.pop("roles"), "team": known.pop("teams")}
        known |= {name: sorted(set(known[name])) for name in ("skills", "languages")}
        member.update_from_dict({**known, "changed_by": actor.subject, "changed_at": platform.now()})
        await member.save()
        await models.Membership.filter(member_id=member.id).delete()
        await models.Membership.bulk_create(
            models.Membership(tenant_id=actor.tenant, member_id=member.id, kind=kind, name=name)
            for kind, names in groups.items()
            for name in sorted(set(names))
        )
    return member.id


def check_keeper(platform: Platform, actor: Actor) -> None:
    """Whether the actor keeps the directory; raises Forbidden."""
    if not platform.policy.keeps_staff(actor):
        raise Forbidden("your roles do not let you say who works on cases", rule="grant.supervise")
