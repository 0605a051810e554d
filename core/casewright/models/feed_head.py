"""How far the feed of events goes."""

from tortoise import fields
from tortoise.models import Model


class FeedHead(Model):
    """The last position given to an event of any tenant; one row, under whose lock positions are given."""

    id = fields.SmallIntField(primary_key=True, generated=False)
    position = fields.BigIntField()

    class Meta:
        table = "feed_head"
