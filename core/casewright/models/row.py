"""What every table has: a time-ordered id, the tenant it belongs to, and mostly a case."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model
from uuid_utils.compat import uuid7


class Row(Model):
    """The abstract row of every table."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    tenant_id = fields.CharField(max_length=63)

    class Meta:
        abstract = True


BY_CASE = Index(fields=("case_id", "id"))
"""The rows of a case in the order in which they were made, the last of them without the others."""


class CaseRow(Row):
    """The abstract row of every table whose rows belong to a case; each has an index that begins with the case."""

    case: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Case", related_name=False, on_delete=fields.RESTRICT, db_index=False
    )
    case_id: UUID

    class Meta:
        abstract = True


class TypedRow(CaseRow):
    """The abstract row of a table that is counted over all cases of a type: it says of which type its case is.

    Empty where a process of a version before wrote it, until the database is brought up to date.
    """

    case_type = fields.CharField(max_length=100, db_default="")

    class Meta:
        abstract = True
