"""A contact that a programme asks for."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class PlannedContact(CaseRow):
    """The how-manieth of its programme, and until when."""

    programme: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.ContactProgramme", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    programme_id: UUID
    number = fields.IntField()
    due_at = fields.DatetimeField()
    state = fields.CharField(max_length=20)
    attempts = fields.IntField(default=0)

    class Meta:
        table = "planned_contact"
        unique_together = (("programme", "number"),)
        indexes = [BY_CASE]
