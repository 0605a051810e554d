"""Assessments: answers to an instrument, scored, banded, and heard when an item raises an alarm."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Invalid, Refused
from casewright.instruments import Answer, Instrument, Result, form_of, read_answers
from casewright.models.assessment import AssessmentState
from casewright.operations.alerts import raise_alert
from casewright.operations.change import Draft, change
from casewright.operations.risk import refresh_risk
from casewright.platform import Platform
from casewright.plugins import blaming, call
from casewright.process import Status, check_active
from casewright.standing import assessment_view


async def submit_assessment(
    platform: Platform,
    actor: Actor,
    case_id: UUID,
    *,
    instrument: str,
    answers: Sequence[Answer],
    variant: str | None = None,
    incomplete: bool = False,
    estimated: bool = False,
) -> UUID:
    """Store the answers and what they come to; returns the id of the assessment.

    It supersedes the one before by the same instrument, counts for the risk, and raises an alert for each item that
    nobody may overlook. Raises Invalid with one sentence per wrong answer and, unless it may stay `incomplete` or may
    be `estimated` from so many others, per missing one.
    """
    async with change(platform, actor, case_id, Action.WORK, part="assessment") as draft:
        declared = _declared(draft, instrument)
        result = _read(draft, declared, variant, answers, estimated)
        if result.score is None and not incomplete:
            _refuse_missing(declared, result)
        return await _store(draft, declared, variant, answers, result)


async def import_assessment(
    platform: Platform,
    actor: Actor,
    case_id: UUID,
    *,
    instrument: str,
    document: Mapping[str, Any],
    variant: str | None = None,
    estimated: bool = False,
) -> UUID:
    """The same with the answers in a document of another system, as the instrument reads it."""
    async with change(platform, actor, case_id, Action.WORK, part="assessment") as draft:
        declared = _declared(draft, instrument)
        if declared.read is None:
            raise Refused(f"{declared.title} is not read from documents", rule="assessment.document")
        plugin = platform.plugin_of_instrument(instrument)
        answers = await call(plugin, f"reading a document for {instrument!r}", declared.read, declared, document)
        result = _read(draft, declared, variant, answers, estimated)
        if result.score is None:
            _refuse_missing(declared, result)
        return await _store(draft, declared, variant, answers, result)


def _declared(draft: Draft, name: str) -> Instrument:
    check_active(Status(draft.row.status), draft.row.number)
    known = [use.instrument for use in draft.case_type.instruments]
    if name not in known:
        message = f"a {draft.row.case_type} does not work with {name}; there are: {', '.join(known) or 'none'}"
        raise Invalid(message, rule="assessment.instrument", field="instrument")
    return draft.platform.instruments[name]


def _read(
    draft: Draft, instrument: Instrument, variant: str | None, answers: Sequence[Answer], estimated: bool
) -> Result:
    with blaming(draft.platform.plugin_of_instrument(instrument.name), f"the instrument {instrument.name!r}"):
        return read_answers(instrument, variant, answers, estimated=estimated)


async def _store(
    draft: Draft, instrument: Instrument, variant: str | None, answers: Sequence[Answer], result: Result
) -> UUID:
    row = _row(draft, instrument, variant, answers, result)
    await _compare(draft, instrument, row)
    _supersede(draft, row)
    draft.add(row)
    if row.state == AssessmentState.COMPLETE:
        known = (await draft.standing()).assessments
        fields = draft.case_type.load(draft.row.fields_json, draft.row.schema_version)
        await refresh_risk(draft, fields, {**known, instrument.name: assessment_view(row)})
    for alarm in result.alarms:
        await raise_alert(draft, f"{instrument.name}.{alarm.item}", alarm.reason, alarm.priority)
    told = ("instrument", "version", "variant", "state", "score", "band", "finding", "progress", "alarms")
    draft.record("assessed", assessment=str(row.id), **{name: getattr(row, name) for name in told})
    return row.id


async def _compare(draft: Draft, instrument: Instrument, row: models.Assessment) -> None:
    """Say what has changed since the first score by the same version and variant; others do not compare."""
    if instrument.progress is None or row.score is None:
        return
    same = {"instrument": row.instrument, "version": row.version, "variant": row.variant}
    complete = models.Assessment.filter(case_id=row.case_id, state=AssessmentState.COMPLETE, **same)
    first = await complete.order_by("id").first()
    if first is not None and first.score is not None:
        with blaming(draft.platform.plugin_of_instrument(instrument.name), f"the instrument {instrument.name!r}"):
            row.progress = instrument.progress(first.score, row.score)
        row.baseline = first.score


def _refuse_missing(instrument: Instrument, result: Result) -> None:
    errors = tuple(("answers", f"{item} is not answered") for item in result.missing)
    message = f"{instrument.title} is not complete"
    raise Invalid(message, errors=errors, rule="assessment.missing", field="answers")


def _row(
    draft: Draft, instrument: Instrument, variant: str | None, answers: Sequence[Answer], result: Result
) -> models.Assessment:
    calendar = draft.platform.calendar(draft.case_type.calendar)
    return models.Assessment(
        id=uuid7(),
        tenant_id=draft.row.tenant_id,
        case_id=draft.row.id,
        instrument=instrument.name,
        version=instrument.version,
        variant=variant,
        title=instrument.title,
        source=form_of(instrument, variant).source,
        state=AssessmentState.INCOMPLETE if result.score is None else AssessmentState.COMPLETE,
        answers=[_kept(answer, result) for answer in answers],
        missing=list(result.missing),
        score=result.score,
        band=result.band and result.band.name,
        risk=result.band and result.band.risk,
        finding=result.finding,
        alarms=[{**asdict(alarm), "value": str(alarm.value)} for alarm in result.alarms],
        assessor=draft.actor.subject,
        assessed_at=draft.now,
        review_due_at=calendar.add(draft.now, instrument.review) if instrument.review else None,
    )


def _kept(answer: Answer, result: Result) -> dict[str, object]:
    number = None if answer.number is None else str(answer.number)
    return {"item": answer.item, "option": answer.option, "number": number, "points": result.points[answer.item]}


def _supersede(draft: Draft, row: models.Assessment) -> None:
    """The newer takes the place of the older; an incomplete one only that of an incomplete one."""
    before = Sql("instrument = ? AND superseded_by IS NULL", (row.instrument,))
    if row.state == AssessmentState.INCOMPLETE:
        before += Sql(" AND state = 'incomplete'")
    draft.amend(models.Assessment, before, superseded_by=row.id)
