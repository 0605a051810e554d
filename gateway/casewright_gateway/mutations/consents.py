"""Mutations on what those who are in a case consent to."""

from datetime import datetime
from uuid import UUID

import strawberry

from casewright import models
from casewright.operations import consents
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import Shown, on_case, on_row
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, optional
from casewright_gateway.mutations.payloads import CasePayload, changed
from casewright_gateway.types.consents import Consent


@strawberry.input(description="What somebody in a case consents to.")
class RecordConsentInput(CaseInput):
    """Who, to what, how and for how long."""

    party_id: strawberry.ID = strawberry.field(description="The party, which has a role in the case.")
    scope: str = strawberry.field(description="To what.")
    how: str = strawberry.field(description="How it was given.")
    since: datetime | None = optional("From when; left out: from now on.")
    until: datetime | None = optional("Until when; left out: until it is taken back.")


@strawberry.input(description="A consent that is taken back.")
class RevokeConsentInput:
    """Which, and why."""

    id: strawberry.ID = strawberry.field(description="The consent.")
    reason: str = strawberry.field(description="Why, or how it was taken back.")


@strawberry.type(description="What came of a change of a consent.")
class ConsentPayload(CasePayload):
    """The consent and its case."""

    consent_id: strawberry.Private[UUID | None] = None
    consent: Consent | None = changed(Consent, models.Consent, "consent_id", "The consent as it is now.")


_CONSENT = Shown("consent", "Consent")


@strawberry.type
class ConsentMutations:
    """Changes of consents."""

    @strawberry.mutation(description="Write down what somebody in a case consents to.")
    async def record_consent(self, info: Info, input: RecordConsentInput) -> ConsentPayload:
        """Needs `work`."""
        work = on_case(info, input, consents.record_consent, _CONSENT, {"party_id": ""})
        return await attempt(ConsentPayload, work)

    @strawberry.mutation(description="Write down that somebody takes a consent back, from now on.")
    async def revoke_consent(self, info: Info, input: RevokeConsentInput) -> ConsentPayload:
        """Needs `work`."""
        return await attempt(ConsentPayload, on_row(info, input, consents.revoke_consent, _CONSENT))
