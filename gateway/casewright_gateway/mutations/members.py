"""Mutations on the directory of those who work on cases, their absences, and who decides for them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from casewright import models
from casewright.operations import absences, delegations, members
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import values_of
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import optional
from casewright_gateway.mutations.payloads import PROBLEMS, changed
from casewright_gateway.problems import Problem
from casewright_gateway.types.members import Absence, Delegation, Member


@strawberry.input(description="What is known of somebody who works on cases; it replaces what was known before.")
class KeepMemberInput:
    """The whole of it."""

    subject: str = strawberry.field(description="Who they are when they sign in.")
    name: str = strawberry.field(description="Their name.")
    email: str | None = optional("Where e-mail reaches them.")
    roles: list[str] | None = optional("Their roles.")
    teams: list[str] | None = optional("Their teams.")
    skills: list[str] | None = optional("What they can do, by the words that case types use.")
    languages: list[str] | None = optional("What they speak.")
    caseload_limit: int | None = optional("How many active cases they may have; left out: as the model says.")
    active: bool | None = optional("Whether they are given cases; yes unless said otherwise.")


@strawberry.input(description="A time in which somebody is away.")
class RecordAbsenceInput:
    """Oneself, unless another is named."""

    until: datetime = strawberry.field(description="The first moment at which they are back.")
    since: datetime | None = optional("From when; now unless said otherwise.")
    subject: str | None = optional("Who is away; you unless said otherwise.")
    substitute: str | None = optional("Who stands in.")
    reason: str | None = optional("Why.")


@strawberry.input(description="An absence that is over, or does not come.")
class EndAbsenceInput:
    """Which one."""

    id: strawberry.ID = strawberry.field(description="The absence.")


@strawberry.input(description="Who decides your approvals for a while.")
class DelegateApprovalsInput:
    """With your roles, teams and limits as they are now."""

    delegate: str = strawberry.field(description="Who decides for you.")
    until: datetime = strawberry.field(description="Until when.")
    since: datetime | None = optional("From when; now unless said otherwise.")
    roles: list[str] | None = optional("In which of your roles; all of them unless said otherwise.")
    reason: str | None = optional("Why.")


@strawberry.input(description="A delegation that is over.")
class EndDelegationInput:
    """Which one."""

    id: strawberry.ID = strawberry.field(description="The delegation.")


@strawberry.type(description="What came of a change of the directory.")
class MemberPayload:
    """The member."""

    member_id: strawberry.Private[UUID | None] = None
    member: Member | None = changed(Member, models.Member, "member_id", "The member as they are known now.")
    problems: list[Problem] = strawberry.field(default_factory=list, description=PROBLEMS)


@strawberry.type(description="What came of a change of an absence.")
class AbsencePayload:
    """The absence."""

    absence_id: strawberry.Private[UUID | None] = None
    absence: Absence | None = changed(Absence, models.Absence, "absence_id", "The absence as it is now.")
    problems: list[Problem] = strawberry.field(default_factory=list, description=PROBLEMS)


@strawberry.type(description="What came of a change of a delegation.")
class DelegationPayload:
    """The delegation."""

    delegation_id: strawberry.Private[UUID | None] = None
    delegation: Delegation | None = changed(
        Delegation, models.Delegation, "delegation_id", "The delegation as it is now."
    )
    problems: list[Problem] = strawberry.field(default_factory=list, description=PROBLEMS)


@strawberry.type
class MemberMutations:
    """Who works on cases, and when they are away."""

    @strawberry.mutation(description="Write down what is known of somebody who works on cases.")
    async def keep_member(self, info: Info, input: KeepMemberInput) -> MemberPayload:
        """Needs `supervise` on a case type."""

        async def work() -> dict[str, Any]:
            values = values_of(input, {})
            return {"member_id": await members.keep_member(info.context.platform, info.context.actor, **values)}

        return await attempt(MemberPayload, work())

    @strawberry.mutation(description="You are away; or somebody else is, when you keep the directory.")
    async def record_absence(self, info: Info, input: RecordAbsenceInput) -> AbsencePayload:
        """For others needs `supervise` on a case type."""

        async def work() -> dict[str, Any]:
            values = values_of(input, {})
            return {"absence_id": await absences.record_absence(info.context.platform, info.context.actor, **values)}

        return await attempt(AbsencePayload, work())

    @strawberry.mutation(description="You, or somebody else, are back; or do not go.")
    async def end_absence(self, info: Info, input: EndAbsenceInput) -> AbsencePayload:
        """For others needs `supervise` on a case type."""

        async def work() -> dict[str, Any]:
            absence_id = ids.row_id(input.id, "Absence")
            await absences.end_absence(info.context.platform, info.context.actor, absence_id)
            return {"absence_id": absence_id}

        return await attempt(AbsencePayload, work())

    @strawberry.mutation(description="Let another decide for you what waits for your roles, with your limits.")
    async def delegate_approvals(self, info: Info, input: DelegateApprovalsInput) -> DelegationPayload:
        """Of one's own."""

        async def work() -> dict[str, Any]:
            values = values_of(input, {})
            made = await delegations.delegate_approvals(info.context.platform, info.context.actor, **values)
            return {"delegation_id": made}

        return await attempt(DelegationPayload, work())

    @strawberry.mutation(description="Decide your approvals yourself again.")
    async def end_delegation(self, info: Info, input: EndDelegationInput) -> DelegationPayload:
        """For whoever made it."""

        async def work() -> dict[str, Any]:
            delegation_id = ids.row_id(input.id, "Delegation")
            await delegations.end_delegation(info.context.platform, info.context.actor, delegation_id)
            return {"delegation_id": delegation_id}

        return await attempt(DelegationPayload, work())
