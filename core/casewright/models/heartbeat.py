"""A worker process that lives."""

from tortoise import fields
from tortoise.models import Model


class Heartbeat(Model):
    """One row per process, of no tenant, overwritten every few seconds; an orderly end takes it away."""

    id = fields.UUIDField(primary_key=True)
    beat_at = fields.DatetimeField()

    class Meta:
        table = "heartbeat"
