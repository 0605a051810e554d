"""Conditions: what of the history of a case starts, stops and pauses its clocks. Declarations; pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Moment:
    """What a clock sees of an event: its name, when it happened, and a few facts such as `from`, `to` and `for`."""

    name: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


def _always(moment: Moment) -> bool:
    return True


@dataclass(frozen=True)
class Condition:
    """Whether a moment is the one meant. `description` reads after the word "by": "entering review".

    `stages`, `transitions` and `fields` are those it speaks of, so that a misspelt one is found when the case type is
    registered. A clock that starts by it counts from the date in the field `dated`, where that is given; a moment that
    does not begin it tells another date only.
    """

    description: str
    matches: Callable[[Moment], bool]
    stages: frozenset[str] = frozenset()
    transitions: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    dated: str = ""
    begins: Callable[[Moment], bool] = _always


def entered(*stages: str, since: str = "") -> Condition:
    """The case came into one of the stages: it was opened, moved or reopened there.

    With `since`, a domain field with a day or a time: a clock counts from that date where it is told, and follows its
    correction; without one it counts from the entry, as it does when a stage is entered again.
    """

    def enters(moment: Moment) -> bool:
        return moment.name in ("opened", "transitioned", "reopened") and moment.data.get("to") in stages

    description = f"entering {' or '.join(stages)}"
    if not since:
        return Condition(description, enters, frozenset(stages))

    def matches(moment: Moment) -> bool:
        return enters(moment) or tells(moment, since)

    return Condition(
        f"{description}, or by the date in {since}",
        matches,
        frozenset(stages),
        fields=frozenset({since}),
        dated=since,
        begins=enters,
    )


def left(*stages: str) -> Condition:
    """The case came out of the stages, all of them: a move between two of them leaves neither."""

    def matches(moment: Moment) -> bool:
        moved = moment.name in ("transitioned", "closed", "reopened")
        return moved and moment.data.get("from") in stages and moment.data.get("to") not in stages

    return Condition(f"leaving {' or '.join(stages)}", matches, frozenset(stages))


def happened(event_name: str) -> Condition:
    """An event of that name took place."""
    return Condition(event_name, lambda moment: moment.name == event_name)


def made(*transitions: str) -> Condition:
    """One of the transitions was made, whether or not it led to another stage."""

    def matches(moment: Moment) -> bool:
        return moment.name == "transitioned" and moment.data.get("transition") in transitions

    return Condition(" or ".join(transitions), matches, transitions=frozenset(transitions))


def noted(field_name: str) -> Condition:
    """A domain field that was empty got a value, when the case was opened or since."""

    def matches(moment: Moment) -> bool:
        before, after = told(moment, field_name)
        return before is None and after is not None

    return Condition(f"noting {field_name}", matches, fields=frozenset({field_name}))


def dated(field_name: str) -> Condition:
    """A domain field got a date: a clock that starts by it counts from that date, not from when it was told.

    A day counts from its beginning, in the zone of the clock's calendar; one to come is counted from all the same.
    Another date than before does not begin a new run but moves the start of the last one, whether or not it goes on.
    """

    def matches(moment: Moment) -> bool:
        return tells(moment, field_name)

    description = f"the date in {field_name}"
    return Condition(description, matches, fields=frozenset({field_name}), dated=field_name)


def told(moment: Moment, field_name: str) -> tuple[Any, Any]:
    """The values of a field before and after a moment that tells of it."""
    if moment.name == "opened":
        return None, moment.data.get("fields", {}).get(field_name)
    before, after = moment.data.get("changes", {}).get(field_name, (None, None))
    return before, after


def tells(moment: Moment, field_name: str) -> bool:
    """Whether a moment gives a field a value."""
    return told(moment, field_name)[1] is not None


@dataclass(frozen=True)
class PauseWhile:
    """What holds a clock up, from the moment it begins until it ends; `description` reads after "paused by".

    A beginning and an end belong together when their moments carry the same `for`: the answer of one party does
    not end the wait for another.
    """

    description: str
    begins: Condition
    ends: Condition


def waiting_for(*whom: str, approval: bool = False) -> PauseWhile:
    """The case waits for an answer of one or more of these, not of anybody else.

    With `approval`, also for a decision about a move: until it is given, or the request is taken back or lapses.
    """

    def begins(moment: Moment) -> bool:
        asked = approval and moment.name == "approval_requested"
        return asked or (moment.name == "waiting_started" and moment.data.get("for") in whom)

    def ends(moment: Moment) -> bool:
        decided = approval and _decides(moment)
        return decided or (moment.name == "waiting_ended" and moment.data.get("for") in whom)

    awaited = " or ".join([*whom, *(["an approval"] if approval else [])])
    return PauseWhile(f"waiting for {awaited}", Condition("waiting", begins), Condition("the end of waiting", ends))


def _decides(moment: Moment) -> bool:
    moved = moment.name == "transitioned" and (moment.data.get("approval") or moment.data.get("lapsed"))
    return bool(moved) or moment.name in ("approval_declined", "approval_withdrawn", "approval_expired")


SUSPENSION = PauseWhile("suspension", happened("suspended"), happened("resumed"))
"""A suspended case pauses every clock."""

CLOSING = happened("closed")
"""Closing stops every clock, starts none, and ends every pause: nothing is awaited any more."""
