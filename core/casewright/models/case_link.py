"""How two cases belong together."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import BY_CASE, CaseRow


class LinkKind(StrEnum):
    """How two cases belong together."""

    RELATED = "related"
    DUPLICATE_OF = "duplicate_of"
    POSSIBLE_DUPLICATE = "possible_duplicate"
    PARENT = "parent"
    BLOCKS = "blocks"
    CAUSED_BY = "caused_by"
    MERGED_INTO = "merged_into"
    SPLIT_FROM = "split_from"


class CaseLink(CaseRow):
    """`kind` is read from `case` to `other`: possible_duplicate, duplicate_of, related, parent, blocks, caused_by.

    Two more tell what was done with the cases: merged_into and split_from.
    """

    other: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Case", related_name=False, on_delete=fields.RESTRICT
    )
    other_id: UUID
    kind = fields.CharField(max_length=30)
    created_by = fields.CharField(max_length=200)
    created_at = fields.DatetimeField()

    class Meta:
        table = "case_link"
        unique_together = (("case", "other", "kind"),)
        indexes = [BY_CASE, Index(fields=("other_id", "id"))]
