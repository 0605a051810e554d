"""What was asked under a key, and the answer that was given."""

from tortoise import fields

from casewright.models.row import Row


class IdempotencyKey(Row):
    """One operation of one person; written in the transaction of its effects, `answer` last."""

    subject = fields.CharField(max_length=200)
    key = fields.CharField(max_length=200)
    fingerprint = fields.CharField(max_length=64)
    answer = fields.TextField(null=True)
    created_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "idempotency_key"
        unique_together = (("tenant_id", "subject", "key"),)
