"""The certificate of a case that is to be disposed of, and then is not there any more."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import Row


class DisposalState(StrEnum):
    """Proposed, declined, or done: then the case is gone."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    DONE = "done"


class Disposal(Row):
    """Proposed by one person and approved or declined by another; it outlives the case and names nobody it was about.

    `head` and `events` are the last hash and the length of its history, `documents` the SHA-256 of what was stored.
    """

    case_id = fields.UUIDField()
    case_type = fields.CharField(max_length=100)
    number = fields.CharField(max_length=100)
    confidentiality = fields.CharField(max_length=20, db_default="normal")
    closed_at = fields.DatetimeField()
    kept_until = fields.DateField()
    rule = fields.CharField(max_length=300)
    state = fields.CharField(max_length=20)
    proposed_by = fields.CharField(max_length=200)
    proposed_at = fields.DatetimeField()
    decided_by = fields.CharField(max_length=200, null=True)
    decided_at = fields.DatetimeField(null=True)
    events = fields.IntField(null=True)
    head = fields.CharField(max_length=64, null=True)
    documents: fields.JSONField[list[str]] = fields.JSONField(default=list)

    class Meta:
        table = "disposal"
        indexes = [Index(fields=("tenant_id", "state")), Index(fields=("case_id", "state"))]
