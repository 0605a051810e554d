"""Documents, their versions, with whom they were shared, and the links by which bytes move."""

from collections.abc import Mapping
from datetime import datetime

import strawberry

from casewright import models
from casewright.contacts import Channel
from casewright.models.document import UploadState
from casewright.operations.parted_uploads import PartLink
from casewright.storage import Link
from casewright_gateway.context import Info
from casewright_gateway.reads.children import Children
from casewright_gateway.rows import present
from casewright_gateway.sources import One, its_case, many, source
from casewright_gateway.types.node import Node
from casewright_gateway.types.people import Party, party_by
from casewright_gateway.types.work import LazyCase

VERSIONS = Children(
    models.DocumentVersion, parent="document_id", order=("number",), newest=True, only=(("state", "confirmed"),)
)
_SHARES = Children(models.DocumentShare, parent="document_id", newest=True)


@strawberry.type(description="Immutable bytes of a document.")
class DocumentVersion(Node):
    """A confirmed version."""

    row: strawberry.Private[models.DocumentVersion]
    number: int | None = strawberry.field(description="1 is the first version; empty: not confirmed.")
    state: UploadState = strawberry.field(description="Whether the bytes were proved.")
    media_type: str = strawberry.field(description="What the bytes are.")
    size: float = strawberry.field(description="How many bytes.")
    sha256: str | None = strawberry.field(description="SHA-256 of the bytes, in hexadecimal.")
    created_by: str = strawberry.field(description="Who brought it.")
    created_at: datetime = strawberry.field(description="When it was announced.")
    confirmed_at: datetime | None = strawberry.field(description="When it became part of the case.")


@strawberry.type(description="That a document was shared with somebody.")
class DocumentShare(Node):
    """With whom, by which way, and what for; it stays on record."""

    row: strawberry.Private[models.DocumentShare]
    number: int = strawberry.field(description="Which version of the document.")
    recipient: str | None = strawberry.field(description="With whom, by name; empty: with a party.")
    channel: Channel = strawberry.field(description="By which way.")
    note: str | None = strawberry.field(description="What for, or what is to be said about it.")
    shared_by: str = strawberry.field(description="Who shared it, or wrote it down.")
    shared_at: datetime = strawberry.field(description="When it was shared.")
    recorded_at: datetime = strawberry.field(description="When that was written down.")

    party: Party | None = party_by("party_id", "With whom; empty when it is somebody by name, or hidden from you.")

    @strawberry.field(description="The document.", metadata=source(One(models.Document, "document_id", with_row=True)))
    async def document(self, info: Info) -> "Document":
        """Loaded with the documents of all other rows."""
        row = await info.context.reader.row(models.Document, self.row.document_id)
        assert row is not None  # whoever sees what was shared sees the documents of the case
        return present(Document, row)

    case: LazyCase = its_case("The case whose document it is.")


@strawberry.type(description="A document of a case.")
class Document(Node):
    """A document and its versions."""

    row: strawberry.Private[models.Document]
    name: str = strawberry.field(description="What it is called; never a path.")
    category: str | None = strawberry.field(description="What kind of document it is.")
    current: int = strawberry.field(description="The number of the newest version; 0: nothing was confirmed yet.")
    created_by: str = strawberry.field(description="Who announced it.")
    created_at: datetime = strawberry.field(description="When it was announced.")
    versions: list[DocumentVersion] = many(DocumentVersion, VERSIONS, "The confirmed versions, newest first.", first=10)
    shares: list[DocumentShare] = many(DocumentShare, _SHARES, "With whom it was shared, newest first.")


@strawberry.type(description="A header to send with a request.")
class Header:
    """Name and value."""

    name: str = strawberry.field(description="The name of the header.")
    value: str = strawberry.field(description="Its value, to be sent exactly.")


@strawberry.type(description="A short-lived permission to move the bytes of one document.")
class TransferLink:
    """Where bytes go to or come from."""

    url: str = strawberry.field(description="Where to; relative to the server when it begins with a slash.")
    method: str = strawberry.field(description="The HTTP method.")
    headers: list[Header] = strawberry.field(description="Headers to send, exactly.")
    expires_at: datetime = strawberry.field(description="Until when the link is good.")


@strawberry.type(description="A part of a document that is to be sent.")
class UploadPart:
    """Which bytes go where."""

    number: int = strawberry.field(description="1 is the first part.")
    size: int = strawberry.field(
        description="How many bytes it has; it begins where all parts before it end, which have partSize bytes each."
    )
    upload: TransferLink = strawberry.field(description="Where to send them.")


def upload_part(part: PartLink) -> UploadPart:
    """The part as a GraphQL object."""
    return UploadPart(number=part.number, size=part.size, upload=transfer_link(part.link))


def transfer_link(link: Link) -> TransferLink:
    """The link as a GraphQL object."""
    return TransferLink(url=link.url, method=link.method, headers=_headers(link.headers), expires_at=link.expires_at)


def _headers(headers: Mapping[str, str]) -> list[Header]:
    return [Header(name=name, value=value) for name, value in headers.items()]
