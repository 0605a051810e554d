"""Alerts: raised by rules, open until somebody answers, and the priority they give the case meanwhile."""

from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action, Obligation
from casewright.errors import Refused
from casewright.fields import check_given
from casewright.operations.change import Draft, absent, change
from casewright.operations.parties import case_of
from casewright.platform import Platform
from casewright.plugins import blaming
from casewright.process import Priority, Risk


async def raise_alert(draft: Draft, rule: str, message: str, priority: Priority) -> None:
    """Somebody has to answer this; nothing happens while an alert by the same rule is open."""
    if not draft.new and await _open(draft).filter(rule=rule).exists():
        return
    draft.insert(models.Alert, rule=rule, message=message, priority=priority, raised_at=draft.now)
    if priority.rank > Priority(draft.row.priority).rank:
        draft.put(priority=priority)


async def answer_alert(platform: Platform, actor: Actor, alert_id: UUID, *, answer: str) -> UUID:
    """Say what was done about an alert; returns the id of the case."""
    check_given(answer, "say what was done about it", field="answer")
    case_id = await case_of(models.Alert, actor, alert_id)
    async with change(platform, actor, case_id, Action.WORK, part="alert") as draft:
        alert = await models.Alert.get_or_none(id=alert_id)
        if alert is None:
            raise absent()
        if alert.answered_at is not None:
            raise Refused(f"{alert.answered_by} has answered this alert", rule="alert.open")
        await _answer(draft, answer, id=alert_id)
        draft.record("alert_answered", alert=str(alert_id), rule=alert.rule, answer=answer)
    return case_id


async def settle_alerts(draft: Draft, rule: str, answer: str) -> None:
    """Answer the open alerts by a rule, because what they asked for was done."""
    await _answer(draft, answer, rule=rule)


async def _answer(draft: Draft, answer: str, **which: Any) -> None:
    await _open(draft).filter(**which).update(answered_at=draft.now, answered_by=draft.actor.subject, answer=answer)
    await settle_priority(draft)


async def settle_priority(draft: Draft) -> None:
    """Give the case the priority that its fields, the level of its risk and its open alerts ask for."""
    due = await _due(draft)
    if due != draft.row.priority:
        draft.put(priority=due)


async def _due(draft: Draft) -> Priority:
    wanted = [draft.case_type.obligations.get(Risk(draft.row.risk_level), Obligation()).priority]
    if draft.case_type.priority_of is not None:
        with blaming(draft.plugin, "the priority"):
            fields = draft.case_type.load(draft.row.fields_json, draft.row.schema_version)
            wanted.append(draft.case_type.priority_of(fields))
    highest = max(wanted, key=lambda priority: priority.rank)
    if draft.new or highest.rank >= Priority(draft.row.priority).rank:
        return highest
    held: Any = await _open(draft).values_list("priority", flat=True)
    return max([highest, *map(Priority, held)], key=lambda priority: priority.rank)


def _open(draft: Draft) -> Any:
    return models.Alert.filter(case_id=draft.row.id, answered_at=None)
