"""The record of a transition to another level of service."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class TransitionRecord(CaseRow):
    """From where to where, to whom, with which consent; the checklist of the handover, and who was informed."""

    receiver: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.Party", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    receiver_id: UUID | None
    kind = fields.CharField(max_length=20)
    from_level = fields.CharField(max_length=300)
    to_level = fields.CharField(max_length=300)
    from_frequency = fields.CharField(max_length=300, null=True)
    to_frequency = fields.CharField(max_length=300, null=True)
    consent = fields.CharField(max_length=300, null=True)
    checklist: fields.JSONField[list[dict[str, str | None]]] = fields.JSONField()
    informed: fields.JSONField[list[dict[str, str]]] = fields.JSONField()
    created_by = fields.CharField(max_length=200)
    created_at = fields.DatetimeField()

    class Meta:
        table = "transition_record"
        indexes = [BY_CASE]
