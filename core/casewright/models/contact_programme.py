"""The contacts after a transition, as a programme."""

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class ContactProgramme(CaseRow):
    """Running until every planned contact is over, or until somebody ends it with a reason.

    `readiness` is what was read last: by one of its contacts, or at its end.
    """

    state = fields.CharField(max_length=20)
    attempts = fields.IntField()
    started_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    end_reason = fields.TextField(null=True)
    readiness = fields.CharField(max_length=20, null=True)

    class Meta:
        table = "contact_programme"
        indexes = [BY_CASE]
