"""Transitions: a pure function of the case type, run on the fresh case, with its gates before and its traces after."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.case import Case
from casewright.declarations import Action, Transition
from casewright.errors import CasewrightError, Invalid, PluginError, Refused
from casewright.fields import FieldSet
from casewright.models.approval import ApprovalState
from casewright.operations.approval_deadlines import set_deadlines
from casewright.operations.change import Draft, change
from casewright.operations.domain_fields import apply_fields
from casewright.operations.ending import end_case
from casewright.operations.lapsing import lapse_left
from casewright.operations.sealing import sealed_values
from casewright.operations.stages import enter_stage
from casewright.platform import Platform
from casewright.plugins import blaming, call
from casewright.process import Status, check_active, check_source


async def perform(
    platform: Platform,
    actor: Actor,
    case_id: UUID,
    transition: Transition,
    *,
    expected_version: int,
    arguments: Mapping[str, Any],
    reason: str | None = None,
) -> bool:
    """Make the move, or ask for the approval it needs; returns whether it was made.

    Raises Refused, Invalid, Forbidden, NotFound, Conflict, or PluginError when the plugin's function fails.
    """
    transition = await _pinned(platform, actor, case_id, transition)
    async with change(
        platform, actor, case_id, Action.WORK, roles=_roles(actor, transition), expected_version=expected_version
    ) as draft:
        _check_declared(draft, transition)
        case = await draft.case()
        values = keywords(transition, sealed_values(platform, actor.tenant, draft.case_type, arguments))
        fields = await decide(draft, case, transition, values)
        due = transition.approval is not None and await _due(draft, case, transition, values)
        if due:
            await _ask_approval(draft, transition, values, reason)
        else:
            await carry_out(draft, case, transition, fields, reason, values)
    return not due


async def _pinned(platform: Platform, actor: Actor, case_id: UUID, transition: Transition) -> Transition:
    """The move of this name in the definition by which the case is worked, where it has one."""
    if not any(case_type.older for case_type in platform.case_types.values()):
        return transition
    case = await models.Case.get_or_none(id=case_id, tenant_id=actor.tenant)
    if case is None or case.case_type not in platform.case_types:
        return transition
    return platform.definition(case).transitions.get(transition.name, transition)


def _check_declared(draft: Draft, transition: Transition) -> None:
    if draft.case_type.transitions.get(transition.name) is not transition:
        message = f"{draft.row.number} is worked by version {draft.row.definition}, which has no {transition.name}"
        raise Refused(message, rule="definition.transition")


def _roles(actor: Actor, transition: Transition) -> tuple[str, ...] | None:
    return None if actor.system else transition.roles


def keywords(transition: Transition, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a transition, checked against its signature; raises Invalid."""
    value = transition.arguments.validate(arguments)
    return {name: getattr(value, name) for name in transition.arguments.fields}


async def decide(draft: Draft, case: Case[Any], transition: Transition, values: Mapping[str, Any]) -> Any:
    """Whether the move is legal, and the new fields; raises Refused or PluginError."""
    check_active(case.status, case.number)
    check_source(transition.name, transition.sources, case.stage)
    plugin = draft.platform.plugin_of(case.type)
    fields = await call(plugin, f"transition {transition.name!r}", transition.function, case, **values)
    await draft.platform.ask("before_transition", case=case, transition=transition)
    return _proved(plugin, transition, draft.case_type.fields, fields)


def _proved(plugin: str, transition: Transition, field_set: FieldSet[Any], fields: Any) -> Any:
    if not isinstance(fields, field_set.cls):
        raise PluginError(
            f"plugin {plugin!r}: transition {transition.name!r} did not return {field_set.cls.__name__}", plugin=plugin
        )
    try:
        return field_set.check(fields)
    except Invalid as error:
        raise Refused(error.message, rule=f"{transition.name}.fields", field=error.field, plugin=plugin) from error


async def _due(draft: Draft, case: Case[Any], transition: Transition, values: Mapping[str, Any]) -> bool:
    assert transition.approval is not None
    if transition.approval.when is None:
        return True
    plugin = draft.platform.plugin_of(case.type)
    return bool(await call(plugin, f"approval of {transition.name!r}", transition.approval.when, case, **values))


async def _ask_approval(draft: Draft, transition: Transition, values: Mapping[str, Any], reason: str | None) -> None:
    assert transition.approval is not None
    pending = models.Approval.filter(case_id=draft.row.id, transition=transition.name, state=ApprovalState.PENDING)
    if await pending.exists():
        raise Refused(f"{transition.name} already waits for an approval", rule="approval.pending")
    role = transition.approval.levels[0]
    approval = models.Approval(
        id=uuid7(),
        tenant_id=draft.row.tenant_id,
        case_id=draft.row.id,
        transition=transition.name,
        arguments=stored(transition, values),
        reason=reason,
        role=role,
        level=0,
        state=ApprovalState.PENDING,
        asked_by=draft.actor.subject,
        asked_at=draft.now,
        steps=[],
    )
    set_deadlines(draft, approval, transition.approval)
    draft.add(approval)
    draft.record(
        "approval_requested",
        approval=str(approval.id),
        transition=transition.name,
        arguments=approval.arguments,
        role=role,
        reason=reason,
    )


def stored(transition: Transition, values: Mapping[str, Any]) -> dict[str, Any]:
    """Checked arguments as JSON."""
    return transition.arguments.dump(transition.arguments.cls(**values))


async def carry_out(
    draft: Draft,
    case: Case[Any],
    transition: Transition,
    fields: Any,
    reason: str | None,
    values: Mapping[str, Any],
    **more: Any,
) -> None:
    """Write the move: fields, risk, stage, visit, tasks, outcome, and the one event.

    The event says `from` and `to` of what moved only: a case that stays enters and leaves nothing.
    """
    left, tasks = draft.row.stage, []
    if transition.target is not None:
        tasks = await enter_stage(draft, replace(case, fields=fields), transition.target, reason)
    outcome = _outcome(draft, case, transition, values)
    moved = transition.target is not None or outcome is not None
    lapsed = await (lapse_left(draft, draft.row.stage) if outcome is None else end_case(draft, outcome))
    data = {"from": left if moved else None, "to": transition.target, "outcome": outcome, **lapsed, **more}
    await apply_fields(
        draft,
        fields,
        "transitioned",
        transition=transition.name,
        arguments=stored(transition, values),
        reason=reason,
        tasks=tasks,
        **data,
    )


async def move_by_itself(draft: Draft, name: str) -> None:
    """Make a transition because its time has come; where it is refused, that is the event and the case stays."""
    case = await draft.case()
    try:
        transition = _declared(draft, name)
        fields = await decide(draft, case, transition, {})
    except Refused as refusal:
        draft.record("timed_move_refused", transition=name, rule=refusal.rule, message=refusal.message)
    else:
        await carry_out(draft, case, transition, fields, None, {})


def _declared(draft: Draft, name: str) -> Transition:
    if name not in draft.case_type.transitions:
        raise Refused(f"{name} is no transition of this case any more", rule="transition.declared")
    return draft.case_type.transitions[name]


def _outcome(draft: Draft, case: Case[Any], transition: Transition, values: Mapping[str, Any]) -> str | None:
    with blaming(draft.plugin, f"the outcome of {transition.name!r}"):
        outcome = transition.outcome(case, **values) if callable(transition.outcome) else transition.outcome
        if outcome is not None and outcome not in draft.case_type.outcomes:
            raise PluginError(f"{transition.name!r} has no outcome {outcome!r}")
    return outcome


async def obstacles(platform: Platform, case: Case[Any], transition: Transition) -> list[CasewrightError]:
    """Why a transition would be refused now, as far as that shows without its arguments; empty when it is open."""
    roles = case.actor.roles & frozenset(transition.roles)
    found: list[CasewrightError] = []
    if not (roles or case.actor.system):
        found.append(Refused(f"needs the role {' or '.join(transition.roles)}", rule="grant.work"))
    try:
        check_active(Status(case.status), case.number)
        await platform.ask("before_transition", case=case, transition=transition)
        if not any(field.required for field in transition.arguments.fields.values()):
            plugin = platform.plugin_of(case.type)
            await call(plugin, transition.name, transition.function, case, **keywords(transition, {}))
    except CasewrightError as error:
        found.append(error)
    return found
