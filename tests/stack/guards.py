"""A plugin without case types of its own: it permits, holds, and watches those of the others."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from casewright import Action, Actor, Case, Event, Refused, Transition, hookimpl

CURFEW = "Curfew Lane"
"""The street in which nothing is permitted."""

seen: list[tuple[UUID, str]] = []
"""What `on_event` was told: (case, event)."""
failing: set[UUID] = set()
"""The cases about which `on_event` fails."""


@hookimpl
def permit(actor: Actor, action: Action, case: Case[Any]) -> bool | None:
    """Nobody but the head does anything in the street with the curfew; about the rest there is no opinion."""
    if getattr(case.fields, "street", "") != CURFEW:
        return None
    return action is Action.OPEN or "head" in actor.roles


@hookimpl
def before_transition(case: Case[Any], transition: Transition) -> None:
    """Nothing is felled in the month of May."""
    if transition.name == "fell" and case.now.month == 5:
        raise Refused("no tree is felled in May", rule="guards.may")


@hookimpl
async def on_event(event: Event, case: Case[Any]) -> None:
    """Every event, whatever its case type."""
    seen.append((case.id, event.name))
    if case.id in failing:
        raise ConnectionError("a name nobody should read")


def _hooks(**functions: Any) -> SimpleNamespace:
    return SimpleNamespace(**{name: hookimpl(function) for name, function in functions.items()})


async def _permits_slowly(actor: Actor) -> bool | None:
    return None if actor.subject != "late" else False


async def _holds_the_unlucky(case: Case[Any]) -> None:
    if case.fields.girth == 13:
        raise Refused("thirteen centimetres bring bad luck", rule="superstition.girth", field="girth")


def _fails(case: Case[Any]) -> None:
    if case.fields.girth == 666:
        raise ValueError("a name nobody should read")


superstition = _hooks(permit=_permits_slowly, before_transition=_holds_the_unlucky)
"""Async moments."""

accident = _hooks(before_transition=_fails)
"""A gate that fails."""


@dataclass
class Mood:
    """What a plugin answers to every question, and how often it was asked."""

    answer: object = None
    asked: int = 0

    def __call__(self) -> Any:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


permits, holds = Mood(), Mood()
"""The moods of the plugin that has any."""

moody = _hooks(permit=lambda action: permits(), before_transition=lambda case: holds())
"""It answers whatever a test says."""
