"""The mutation by which a document is shared."""

from datetime import datetime
from uuid import UUID

import strawberry

from casewright import models
from casewright.contacts import Channel
from casewright.operations import sharing
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import Shown, on_case
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, optional
from casewright_gateway.mutations.payloads import CasePayload, changed
from casewright_gateway.types.documents import DocumentShare


@strawberry.input(description="That a document of a case was shared: with a party of it, or with somebody by name.")
class ShareDocumentInput(CaseInput):
    """Which document, with whom, and how."""

    document_id: strawberry.ID = strawberry.field(description="The document.")
    channel: Channel = strawberry.field(description="By which way.")
    party_id: strawberry.ID | None = optional("The party, which has a role in the case.")
    recipient: str | None = optional("Who else, by name.")
    number: int | None = optional("Which version; left out: the newest.")
    shared_at: datetime | None = optional("When; left out: now.")
    note: str | None = optional("What for, or what is to be said about it.")


@strawberry.type(description="What came of sharing a document.")
class DocumentSharePayload(CasePayload):
    """That it was shared, and its case."""

    share_id: strawberry.Private[UUID | None] = None
    share: DocumentShare | None = changed(DocumentShare, models.DocumentShare, "share_id", "With whom it was shared.")


_SHARE = Shown("share", "DocumentShare")


@strawberry.type
class SharingMutations:
    """Documents that are shared."""

    @strawberry.mutation(
        description="Write down that a document was shared with somebody. The platform sends nothing by itself."
    )
    async def share_document(self, info: Info, input: ShareDocumentInput) -> DocumentSharePayload:
        """Needs `work`."""
        kinds = {"document_id": "", "party_id": ""}
        return await attempt(DocumentSharePayload, on_case(info, input, sharing.share_document, _SHARE, kinds))
