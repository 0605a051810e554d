"""How far the feed of events goes."""

from tortoise import fields
from tortoise.models import Model


class FeedHead(Model):
    """The last position given to an event of any tenant; one row, under whose lock positions are given."""

    name = fields.CharField(max_length=20, primary_key=True)
    position = fields.BigIntField()

    class Meta:
        table = "feed_head"
