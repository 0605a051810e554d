"""A plugin that fails in every way, each time with the name of the person on its lips."""

import logging
from dataclasses import dataclass, replace
from typing import Any

from casewright import Action, Case, CaseType, Event, Phase, Refused, Status, hookimpl, indexed, managed

log = logging.getLogger("leaks")


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who wants to stay unknown."""

    name: str = indexed()
    secret: str
    heard: bool = managed(default=False)

    @property
    def broken(self) -> str:
        """Fails."""
        raise ValueError(f"{self.name} is broken")


person = CaseType(
    "Person",
    Person,
    number="P-{year}-{sequence:06}",
    stages={"met": Phase.SCREENING, "heard": Phase.ASSESSMENT},
    title=lambda fields: fields.name,
    outcomes={"heard": Status.COMPLETED},
    reopens_at="met",
)
person.grant("clerk", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK)


@person.transition("met -> heard", role="clerk")
def explode(case: Case[Person], *, word: str) -> Person:
    """Fail with what was said."""
    raise RuntimeError(f"{case.fields.name} said {word}\nto everybody \x1b[31m")


@person.transition("met -> heard", role="clerk")
def deny(case: Case[Person], *, word: str) -> Person:
    """Refuse with what was said."""
    raise Refused(f"{case.fields.name} must not say {word}", rule="leaks.deny")


@person.transition("met -> heard", role="clerk", outcome="heard")
def hear(case: Case[Person]) -> Person:
    """Hear."""
    log.warning("heard %s", case.fields.name)
    try:
        raise KeyError(case.fields.secret)
    except KeyError:
        log.exception("nobody told %s", case.fields.secret)
    return replace(case.fields, heard=True)


@person.on("heard")
def gossip(case: Case[Person], event: Event) -> None:
    """Fail in the worker."""
    raise RuntimeError(f"{case.fields.name}: {case.fields.secret}")


@hookimpl
def case_types() -> list[CaseType[Any]]:
    """The case types of this plugin."""
    return [person]
