"""Mutations on documents."""

from typing import Any

import strawberry

from casewright.errors import Invalid
from casewright.operations import documents
from casewright.operations.announcing import Announcement
from casewright.operations.parted_uploads import next_parts, request_parted_upload
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, optional
from casewright_gateway.mutations.payloads import (
    DocumentPayload,
    DownloadPayload,
    PartedUploadPayload,
    UploadPartsPayload,
    UploadPayload,
)
from casewright_gateway.types.documents import transfer_link, upload_part


@strawberry.input(description="A document, or a new version of one, that is about to be uploaded.")
class RequestUploadInput(CaseInput):
    """What will come."""

    name: str = strawberry.field(description="What it is called; never used as a path.")
    media_type: str = strawberry.field(description="What the bytes are, for instance application/pdf.")
    size: int = strawberry.field(description="How many bytes will come.")
    category: str | None = optional("What kind of document it is.")
    document_id: strawberry.ID | None = optional("The document this is a new version of.")


@strawberry.input(description="A document, or a new version of one, that is about to be uploaded in parts.")
class RequestPartedUploadInput(CaseInput):
    """What will come."""

    name: str = strawberry.field(description="What it is called; never used as a path.")
    media_type: str = strawberry.field(description="What the bytes are, for instance video/mp4.")
    size: float = strawberry.field(description="How many bytes will come, as a whole number; exact beyond 2^31, too.")
    category: str | None = optional("What kind of document it is.")
    document_id: strawberry.ID | None = optional("The document this is a new version of.")


@strawberry.input(description="An upload in parts that goes on.")
class RequestUploadPartsInput:
    """Which version."""

    version_id: strawberry.ID = strawberry.field(description="The version that requestPartedUpload named.")


@strawberry.input(description="An upload whose bytes are in the store.")
class ConfirmUploadInput:
    """Which version, and what its bytes are."""

    version_id: strawberry.ID = strawberry.field(description="The version that was announced.")
    sha256: str = strawberry.field(description="SHA-256 of the bytes, in hexadecimal.")


@strawberry.input(description="A document to read.")
class RequestDownloadInput:
    """Which document, and which version."""

    document_id: strawberry.ID = strawberry.field(description="The document.")
    number: int | None = optional("The number of the version; left out: the newest.")


@strawberry.type
class DocumentMutations:
    """Documents in two steps, and their reading."""

    @strawberry.mutation(description="Announce a document; send its bytes to the link, then confirm them.")
    async def request_upload(self, info: Info, input: RequestUploadInput) -> UploadPayload:
        """Needs `work`."""

        async def work() -> dict[str, Any]:
            case_id = ids.row_id(input.id)
            document_id = ids.row_id(input.document_id, "Document", field="document_id") if input.document_id else None
            upload = await documents.request_upload(
                info.context.platform,
                info.context.actor,
                case_id,
                name=input.name,
                media_type=input.media_type,
                size=input.size,
                category=input.category or None,
                document_id=document_id,
            )
            return {
                "case_id": case_id,
                "document_id": upload.document_id,
                "version_id": ids.encode("DocumentVersion", upload.version_id),
                "upload": transfer_link(upload.link),
            }

        return await attempt(UploadPayload, work())

    @strawberry.mutation(
        description="Announce a document of any size that comes in parts, each of which can be sent again."
    )
    async def request_parted_upload(self, info: Info, input: RequestPartedUploadInput) -> PartedUploadPayload:
        """Needs `work`."""

        async def work() -> dict[str, Any]:
            case_id = ids.row_id(input.id)
            document_id = ids.row_id(input.document_id, "Document", field="document_id") if input.document_id else None
            size = _whole(input.size)
            announced = Announcement(input.name, input.media_type, size, input.category or None, document_id)
            version = await request_parted_upload(info.context.platform, info.context.actor, case_id, announced)
            return {
                "case_id": case_id,
                "document_id": version.document_id,
                "version_id": ids.encode("DocumentVersion", version.id),
                "part_size": version.part_size,
            }

        return await attempt(PartedUploadPayload, work())

    @strawberry.mutation(description="Where parts go that are not there yet; also after a line that broke.")
    async def request_upload_parts(self, info: Info, input: RequestUploadPartsInput) -> UploadPartsPayload:
        """Needs `work`."""

        async def work() -> dict[str, Any]:
            version_id = ids.row_id(input.version_id, "DocumentVersion", field="version_id")
            parts = await next_parts(info.context.platform, info.context.actor, version_id)
            return {"parts": [upload_part(part) for part in parts]}

        return await attempt(UploadPartsPayload, work())

    @strawberry.mutation(
        description="Have the uploaded bytes proved; then they are part of the case. What came in parts is PROVING"
        " meanwhile, and CONFIRMED or REFUSED a little later."
    )
    async def confirm_upload(self, info: Info, input: ConfirmUploadInput) -> DocumentPayload:
        """Needs `work`."""

        async def work() -> dict[str, Any]:
            version_id = ids.row_id(input.version_id, "DocumentVersion", field="version_id")
            platform, actor = info.context.platform, info.context.actor
            version = await documents.confirm_upload(platform, actor, version_id, sha256=input.sha256)
            return {"case_id": version.case_id, "document_id": version.document_id}

        return await attempt(DocumentPayload, work())

    @strawberry.mutation(description="A short-lived link to a document; the reading is recorded.")
    async def request_download(self, info: Info, input: RequestDownloadInput) -> DownloadPayload:
        """Needs `read`."""

        async def work() -> dict[str, Any]:
            document_id = ids.row_id(input.document_id, "Document", field="document_id")
            platform, actor = info.context.platform, info.context.actor
            _, link = await documents.request_download(platform, actor, document_id, number=input.number or None)
            return {"document_id": document_id, "download": transfer_link(link)}

        return await attempt(DownloadPayload, work())


def _whole(size: float) -> int:
    if not size.is_integer():
        raise Invalid("a size is a whole number of bytes", rule="document.size", field="size")
    return int(size)
