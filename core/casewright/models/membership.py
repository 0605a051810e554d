"""The teams and roles of a member."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import Row


class Membership(Row):
    """`kind` is team or role; the name is the one that tokens, grants and cases use."""

    member: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Member", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    member_id: UUID
    kind = fields.CharField(max_length=10)
    name = fields.CharField(max_length=200)

    class Meta:
        table = "membership"
        unique_together = (("member", "kind", "name"),)
        indexes = [Index(fields=("tenant_id", "kind", "name"))]
