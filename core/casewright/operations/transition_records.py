"""Transitions to another level of service: recorded, handed over item by item, with everybody informed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.errors import Invalid, Refused
from casewright.fields import FieldSet
from casewright.inputs import Line
from casewright.operations.change import amend, work
from casewright.operations.parties import case_of, check_party
from casewright.platform import Platform
from casewright.transition_records import TransitionKind


@dataclass(frozen=True, kw_only=True)
class NewTransition:
    """From which level to which; `items` are to be handed over beside those that the case type names."""

    kind: TransitionKind
    from_level: Line
    to_level: Line
    from_frequency: Line | None = None
    to_frequency: Line | None = None
    receiver_id: UUID | None = None
    consent: Line | None = None
    items: tuple[Line, ...] = ()


_NEW = FieldSet(NewTransition)


async def record_transition(platform: Platform, actor: Actor, case_id: UUID, **values: Any) -> UUID:
    """Write down a `NewTransition`, and begin the checklist of its handover; returns its id.

    Whoever receives the case learns about it, so that needs the client's consent, or why none is needed.
    """
    async with work(platform, actor, case_id, "transition_record") as draft:
        new = _NEW.validate(values)
        if new.receiver_id is not None:
            await check_party(draft, new.receiver_id, "receiver_id")
            if new.consent is None:
                message = "say how the client consented, or why that is not needed"
                raise Invalid(message, rule="transition.consent", field="consent")
        items = dict.fromkeys([*draft.case_type.handover, *new.items])
        record_id = draft.insert(
            models.TransitionRecord,
            receiver_id=new.receiver_id,
            kind=new.kind,
            from_level=new.from_level,
            to_level=new.to_level,
            from_frequency=new.from_frequency,
            to_frequency=new.to_frequency,
            consent=new.consent,
            checklist=[{"item": item, "done_by": None, "done_at": None} for item in items],
            informed=[],
            created_by=actor.subject,
            created_at=draft.now,
        )
        draft.record("transition_recorded", record=str(record_id), **_NEW.dump(new))
    return record_id


async def check_handover_item(platform: Platform, actor: Actor, record_id: UUID, *, item: str) -> UUID:
    """Tick an item of the checklist off; returns the id of the case."""
    case_id = await case_of(models.TransitionRecord, actor, record_id)
    async with work(platform, actor, case_id, "transition_record") as draft:
        record = await models.TransitionRecord.get(id=record_id)
        found = [entry for entry in record.checklist if entry["item"] == item]
        if not found:
            raise Invalid("there is no such item on the checklist", rule="handover.unknown", field="item")
        if found[0]["done_at"] is not None:
            raise Refused(f"{item} is handed over already", rule="handover.item")
        done: dict[str, str | None] = {"done_by": actor.subject, "done_at": draft.now.isoformat()}
        checklist = [entry | done if entry["item"] == item else entry for entry in record.checklist]
        await amend(record, checklist=checklist)
        draft.record("transition_item_checked", record=str(record_id), item=item)
    return case_id


async def inform_party(platform: Platform, actor: Actor, record_id: UUID, *, party_id: UUID) -> UUID:
    """Write down that a party knows about the transition; returns the id of the case."""
    case_id = await case_of(models.TransitionRecord, actor, record_id)
    async with work(platform, actor, case_id, "transition_record") as draft:
        await check_party(draft, party_id, "party_id")
        record = await models.TransitionRecord.get(id=record_id)
        if any(entry["party"] == str(party_id) for entry in record.informed):
            raise Refused("this party knows already", rule="handover.informed", field="party_id")
        told = {"party": str(party_id), "by": actor.subject, "at": draft.now.isoformat()}
        await amend(record, informed=[*record.informed, told])
        draft.record("transition_party_informed", record=str(record_id), party=str(party_id))
    return case_id
