"""The answers to an instrument, and what they come to."""

from enum import StrEnum

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class AssessmentState(StrEnum):
    """Every required item is answered, or not."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


class Assessment(CaseRow):
    """Never edited: a newer one of the same case and instrument supersedes it, by its id.

    `answers` are item, option or number, and points; `alarms` are items that nobody may overlook. While items are
    `missing` it is incomplete, without score and band, unless they are estimated. `score` and `band` belong to version
    and variant; `baseline` is the first score of the case by the same ones, where the instrument tells a `progress`.
    """

    instrument = fields.CharField(max_length=100)
    version = fields.CharField(max_length=100)
    variant = fields.CharField(max_length=100, null=True)
    title = fields.CharField(max_length=300)
    source = fields.TextField()
    state = fields.CharField(max_length=20)
    answers: fields.JSONField[list[dict[str, object]]] = fields.JSONField()
    missing: fields.JSONField[list[str]] = fields.JSONField()
    score = fields.IntField(null=True)
    band = fields.CharField(max_length=100, null=True)
    risk = fields.CharField(max_length=10, null=True)
    finding = fields.CharField(max_length=100, null=True)
    baseline = fields.IntField(null=True)
    progress = fields.CharField(max_length=100, null=True)
    alarms: fields.JSONField[list[dict[str, str]]] = fields.JSONField()
    assessor = fields.CharField(max_length=200)
    assessed_at = fields.DatetimeField()
    review_due_at = fields.DatetimeField(null=True)
    superseded_by = fields.UUIDField(null=True)

    class Meta:
        table = "assessment"
        indexes = [BY_CASE]
