"""A document of a case: its name and category; the bytes are in the versions."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class UploadState(StrEnum):
    """Announced; sent in parts and being proved; proved and part of the case; or found to be something else."""

    PENDING = "pending"
    PROVING = "proving"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Document(CaseRow):
    """`name` is what a user called it, never a path; `current` counts the confirmed versions."""

    name = fields.CharField(max_length=300)
    category = fields.CharField(max_length=100, null=True)
    current = fields.IntField(default=0)
    created_by = fields.CharField(max_length=200)
    created_at = fields.DatetimeField()

    class Meta:
        table = "document"
        indexes = [BY_CASE]


class DocumentVersion(CaseRow):
    """Immutable bytes under a key of the platform; part of the case once `state` is confirmed.

    `upload` names what comes in parts of `part_size` bytes; they are proved by a worker, from `due_at` on.
    """

    document: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Document", related_name=False, on_delete=fields.RESTRICT
    )
    document_id: UUID
    number = fields.IntField(null=True)
    key = fields.CharField(max_length=200, unique=True)
    state = fields.CharField(max_length=20)
    media_type = fields.CharField(max_length=200)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64, null=True)
    upload = fields.CharField(max_length=1000, null=True)
    part_size = fields.IntField(null=True)
    due_at = fields.DatetimeField(null=True)
    created_by = fields.CharField(max_length=200)
    created_at = fields.DatetimeField()
    confirmed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "document_version"
        unique_together = (("document", "number"),)
        indexes = [BY_CASE, ("due_at",)]
