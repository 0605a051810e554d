"""The closing report: composed from what the case holds, and stored as one of its documents."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import CasewrightError, Conflict, Forbidden
from casewright.evaluation import economies
from casewright.inputs import plain
from casewright.models.document import UploadState
from casewright.operations.change import Draft, change, check_allowed
from casewright.operations.idempotency import check_alone
from casewright.planning import attainment
from casewright.platform import Platform
from casewright.report import Report, Table, render
from casewright.standing import REPORT
from casewright.storage.keys import new_key

_TOLD = frozenset(
    {"case_party", "cost_entry", "document", "education", "feedback", "lesson", "outcome", "phase_visit", "plan"}
)
"""The parts of a case that the report tells of: whoever writes it sees them all."""


_TRIES = 3


class _Changed(Conflict):
    """The case is not what the report says any more."""


async def write_report(platform: Platform, actor: Actor, case_id: UUID) -> UUID:
    """Compose the report and store it as the newest version of the case's report; returns the id of the document.

    The bytes are in the store before the transaction begins, in which the case must be as the report says; else it is
    composed anew. Raises Conflict when it changes each time, Forbidden when the report would tell what the actor does
    not see.
    """
    check_alone(platform)
    await check_allowed(platform, actor, case_id, Action.WORK)
    for _ in range(_TRIES - 1):
        with suppress(_Changed):
            return await _written(platform, actor, case_id)
    return await _written(platform, actor, case_id)


async def _written(platform: Platform, actor: Actor, case_id: UUID) -> UUID:
    case = await models.Case.get(id=case_id)
    _check_shown(platform, actor, case)
    content = render(await _report(case))
    key = new_key(actor.tenant)
    await platform.store.write(key, content)
    try:
        async with change(platform, actor, case_id, Action.WORK, part="document") as draft:
            if draft.row.sequence != case.sequence:
                raise _Changed("the case changed while its report was written; write it again", rule="report.changed")
            document_id = await _store(draft, key, content)
    except CasewrightError:
        await platform.store.delete(key)
        raise
    return document_id


def _check_shown(platform: Platform, actor: Actor, case: models.Case) -> None:
    hidden = platform.policy.hidden(actor, platform.case_types[case.case_type]) & _TOLD
    if hidden:
        raise Forbidden(f"the report tells what is hidden from you: {', '.join(sorted(hidden))}", rule="report.hidden")


async def _store(draft: Draft, key: str, content: bytes) -> UUID:
    document = await models.Document.filter(case_id=draft.row.id, category=REPORT).order_by("id").first()
    by, at = draft.actor.subject, draft.now
    if document is None:
        name = f"Report {draft.row.number}.html"
        document = models.Document(**draft.identity(), name=name, category=REPORT, created_by=by, created_at=at)
        document.current = 1
        draft.add(document)
    else:
        await models.Document.filter(id=document.id).update(current=document.current + 1)
        document.current += 1
    version = models.DocumentVersion(
        **draft.identity(),
        document_id=document.id,
        number=document.current,
        key=key,
        state=UploadState.CONFIRMED,
        media_type="text/html",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_by=by,
        created_at=at,
        confirmed_at=at,
    )
    draft.add(version)
    draft.record(
        "document_added",
        document=str(document.id),
        version=str(version.id),
        number=version.number,
        name=document.name,
        sha256=version.sha256,
    )
    return document.id


async def _report(case: models.Case) -> Report:
    facts = [
        ("Type", case.case_type),
        ("Opened", f"{case.opened_at:%Y-%m-%d} by {case.opened_by}"),
        ("Status", case.status),
        ("Outcome", case.outcome or "not yet"),
        (
            "Ended",
            f"{case.closed_at:%Y-%m-%d}, {_took(case.opened_at, case.closed_at)}" if case.closed_at else "not yet",
        ),
        ("Risk", case.risk_level),
        ("As of event", case.sequence),
    ]
    tables = [
        await _visits(case),
        *await _plan(case),
        await _education(case),
        await _outcomes(case),
        await _feedback(case),
        await _economy(case),
        await _lessons(case),
        await _shares(case),
    ]
    return Report(f"{case.number}: {case.title}", facts, tables)


def _took(begin: datetime, end: datetime) -> str:
    days = (end - begin) // timedelta(days=1)
    return f"after {days} {'day' if days == 1 else 'days'}"


async def _visits(case: models.Case) -> Table:
    visits = await models.PhaseVisit.filter(case_id=case.id).order_by("entered_at", "id")
    rows = [(v.phase, v.stage, v.number, f"{v.entered_at:%Y-%m-%d}", v.reason) for v in visits]
    return Table("Way", ("Phase", "Stage", "Visit", "From", "Because"), rows)


async def _plan(case: models.Case) -> tuple[Table, Table]:
    """Goals and interventions of the newest version that was in force."""
    plan = await models.Plan.filter(case_id=case.id).exclude(accepted_at=None).order_by("-version").first()
    plan_id = plan and plan.id
    goals = await models.Goal.filter(plan_id=plan_id).order_by("id")
    interventions = await models.Intervention.filter(plan_id=plan_id).order_by("id")
    reached = [
        (g.description, g.set_by, *map(_figure, (g.baseline, g.target, g.value)), g.unit, _share(g), g.status)
        for g in goals
    ]
    done = [(i.method, i.responsible, i.effectiveness, i.effectiveness_note) for i in interventions]
    columns = ("Goal", "Set by", "Baseline", "Target", "Actual", "Unit", "Attained", "Status")
    return Table("Goals", columns, reached), Table("Interventions", ("Method", "By", "Effect", "Note"), done)


def _figure(number: Decimal | None) -> Decimal | None:
    return None if number is None else plain(number)


def _share(goal: models.Goal) -> str | None:
    part = attainment(goal.baseline, goal.target, goal.value)
    return None if part is None else f"{part:.0%}"


async def _education(case: models.Case) -> Table:
    given = models.Education.filter(case_id=case.id).order_by("id")
    told = await given.values_list("topic", "party__name", "method", "understanding", "given_at", "follow_up")
    rows = [
        (topic, party, method, how_well, f"{at:%Y-%m-%d}", more) for topic, party, method, how_well, at, more in told
    ]
    return Table("Education", ("Topic", "To", "How", "Understood", "On", "Again"), rows)


async def _outcomes(case: models.Case) -> Table:
    outcomes = await models.Outcome.filter(case_id=case.id).order_by("id")
    rows = [(o.dimension, o.measure, *map(_figure, (o.baseline, o.target, o.actual)), o.unit, o.note) for o in outcomes]
    return Table("Outcomes", ("Dimension", "Measure", "Baseline", "Target", "Actual", "Unit", "Note"), rows)


async def _feedback(case: models.Case) -> Table:
    given = await models.Feedback.filter(case_id=case.id).order_by("id")
    return Table("Feedback", ("From", "Of 5", "Comment"), [(f.source, f.rating, f.comment) for f in given])


async def _economy(case: models.Case) -> Table:
    entries: Iterable[Any] = await models.CostEntry.filter(case_id=case.id).order_by("id")
    rows = [
        (
            e.currency,
            "hard" if e.hard else "soft",
            *map(_figure, (e.potential, e.actual, e.case_management, e.savings)),
            None if e.roi is None else f"{e.roi:.2f}",
        )
        for e in economies(entries)
    ]
    return Table("Economy", ("Currency", "Kind", "Potential", "Actual", "Case management", "Saved", "ROI"), rows)


async def _lessons(case: models.Case) -> Table:
    lessons = await models.Lesson.filter(case_id=case.id).order_by("id")
    return Table("Lessons", ("Worked", "What"), [("yes" if one.worked else "no", one.text) for one in lessons])


async def _shares(case: models.Case) -> Table:
    shares = models.DocumentShare.filter(case_id=case.id).order_by("id")
    told = await shares.values_list(
        "document__name", "number", "recipient", "party__name", "channel", "shared_at", "note"
    )
    rows = [
        (document, number, recipient or party, channel, f"{at:%Y-%m-%d}", note)
        for document, number, recipient, party, channel, at, note in told
    ]
    return Table("Shared", ("Document", "Version", "With", "By", "On", "Note"), rows)
