"""How an approval is decided: what one more agreement comes to, and who may give it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from casewright.access.actor import Actor
from casewright.declarations import Approval
from casewright.errors import Forbidden, Refused


class Decision(StrEnum):
    """What a step of an approval was."""

    AGREED = "agreed"
    """With sufficient authority; the level waits for others as well."""
    ENDORSED = "endorsed"
    """Beyond one's authority; the next level decides."""
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ESCALATED = "escalated"
    """Nobody decided in time; the next level is asked."""


@dataclass(frozen=True, kw_only=True)
class Delegated:
    """What somebody lets another decide for them: in which roles, with which teams and authority limits."""

    subject: str
    roles: frozenset[str]
    teams: frozenset[str]
    limits: Mapping[str, Decimal]


@dataclass(frozen=True)
class Authority:
    """With whose rights a decision is made: the actor's own, or those of the one they decide for."""

    actor: Actor
    on_behalf_of: str | None = None


def agreement(approval: Approval, level: int, steps: Iterable[Mapping[str, Any]], *, suffices: bool) -> Decision:
    """What one more agreement on a level comes to; raises Refused above the last one."""
    if not suffices:
        if level + 1 >= len(approval.levels):
            raise Refused("this is above your authority, and nobody stands above you", rule="approval.authority")
        return Decision.ENDORSED
    before = [step for step in steps if step["decision"] == Decision.AGREED and step.get("level") == level]
    return Decision.APPROVED if len(before) + 1 >= approval.quorum else Decision.AGREED


def authorities(
    actor: Actor, role: str, asked_by: str, steps: Sequence[Mapping[str, Any]], delegated: Iterable[Delegated]
) -> list[Authority]:
    """By which rights the actor may decide, their own first; raises Refused for those who have had their say.

    Whoever asked decides neither themselves nor through another, and nobody decides twice, for whomever.
    """
    if actor.subject == asked_by:
        raise Refused("whoever asks for an approval does not decide it", rule="approval.four_eyes")
    heard = {name for step in steps for name in (step["by"], step.get("for")) if name}
    if actor.subject in heard:
        raise Refused("you have endorsed this already; others decide", rule="approval.four_eyes")
    own = [Authority(actor)] if role in actor.roles else []
    others = [each for each in delegated if role in each.roles and each.subject not in heard | {asked_by}]
    found = [*own, *(Authority(_in_place_of(actor, each, role), each.subject) for each in others)]
    if not found:
        raise Forbidden(f"this approval is for the role {role}", rule="approval.role")
    return found


def _in_place_of(actor: Actor, delegated: Delegated, role: str) -> Actor:
    return replace(actor, roles=frozenset({role}), teams=delegated.teams, limits=delegated.limits)
