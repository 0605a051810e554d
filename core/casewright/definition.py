"""What a case is worked by, in versions: declarations only; nothing here reads, writes or decides."""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, field, make_dataclass
from datetime import datetime
from typing import Any, TypeVar, get_type_hints

from casewright.calendars import Duration
from casewright.clocks import Clock, Term
from casewright.conditions import Condition, PauseWhile
from casewright.declarations import (
    Approval,
    ContactProgramme,
    InstrumentUse,
    PlanRules,
    RequiredDocument,
    ScreeningRules,
    TaskTemplate,
    TimedMove,
    Transition,
)
from casewright.errors import PluginError
from casewright.fields import FieldSet
from casewright.gates import Gate
from casewright.process import Phase, Verdict

Function = TypeVar("Function", bound=Callable[..., Any])


class Definition:
    """Stages, and everything that speaks of them: moves, gates, tasks, clocks and what else a stage asks for.

    A case goes on by the version that it was opened under, until it is migrated.
    """

    name: str

    def begin(self, version: int, stages: Mapping[str, Phase], reopens_at: str) -> None:
        """A version of which nothing is declared but its stages; a case opens at the first of them."""
        self.version = version
        self.stages = dict(stages)
        self.reopens_at = reopens_at
        self.becomes: dict[str, str] = {}
        self.transitions: dict[str, Transition] = {}
        self.timed_moves: list[TimedMove] = []
        self.gates: dict[str, tuple[Gate, ...]] = {}
        self.tasks: list[TaskTemplate] = []
        self.clocks: list[Clock] = []
        self.screening: ScreeningRules | None = None
        self.instruments: list[InstrumentUse] = []
        self.documents: list[RequiredDocument] = []
        self.plan_rules: PlanRules | None = None
        self.handover: tuple[str, ...] = ()
        self.contact_programmes: dict[str, ContactProgramme] = {}

    @property
    def first_stage(self) -> str:
        """Where a case opens."""
        return next(iter(self.stages))

    def task(
        self,
        title: str,
        *,
        on: str,
        role: str,
        due: Duration | Callable[[Any], datetime | None] | None = None,
        required: bool = False,
        when: Callable[[Any], bool] | None = None,
        after: Sequence[str] = (),
        checklist: Sequence[str] = (),
    ) -> None:
        """A task that comes up on entering the stage `on`; a required one holds the case there until it is done.

        It is done after the tasks whose titles are in `after`, and with everything on its `checklist`. It is due a time
        after it came up, or when `due(case)` says, which counts from a date of the case.
        """
        name, order = _identifier(title), (tuple(after), tuple(checklist))
        self.tasks.append(TaskTemplate(name, title, on, role, due, required, when, *order))

    def clock(
        self,
        name: str,
        *,
        start: Condition,
        stop: Condition,
        deadline: Term,
        goal: Term | None = None,
        pause: PauseWhile | tuple[PauseWhile, ...] = (),
        calendar: str = "",
        warnings: tuple[int, ...] = (),
        reset: Condition | None = None,
    ) -> None:
        """A clock recomputed from the case's events; a term may be a function of the fields. See `Clock`."""
        self.clocks.append(Clock(name, start, stop, deadline, goal, pause, calendar, warnings, reset))

    def plans(
        self,
        *,
        client: str | tuple[str, ...] = (),
        approver: str | tuple[str, ...] = (),
        client_goal: bool = False,
        strengths: bool = False,
    ) -> None:
        """Who accepts a plan: a party with one of the roles `client`, a person with one of the roles `approver`.

        Where both are named, both accept; the approver is never who proposed it. With `client_goal` a plan needs a goal
        of the client's own, with `strengths` the client's strengths on record.
        """
        self.plan_rules = PlanRules(
            client=_names(client), approver=_names(approver), client_goal=client_goal, strengths=strengths
        )

    def hand_over(self, *items: str) -> None:
        """What every transition to another level of service has on its checklist."""
        self.handover = (*self.handover, *items)

    def contact_programme(
        self,
        *,
        on: str,
        due: Sequence[Duration],
        attempts: int = 1,
        since: Callable[[Any], datetime | None] | None = None,
    ) -> None:
        """Contacts that begin with the stage `on`, each due after a time, which may count from a date of the case.

        One is over when somebody was reached, or after so many attempts.
        """
        self.contact_programmes[on] = ContactProgramme(tuple(due), attempts, since)

    def assess(
        self, instrument: str, *, on: str, required: bool = False, points: Mapping[str, int] | None = None
    ) -> None:
        """Work with an instrument, asked for at the stage `on`; see `InstrumentUse`."""
        self.instruments.append(InstrumentUse(instrument, on, required, points))
        if required:
            self._hold(on, Gate.ASSESSMENTS_COMPLETE)

    def document(self, title: str, *, category: str, on: str) -> None:
        """A document that holds the case at the stage `on` until one of the category is part of it."""
        self.documents.append(RequiredDocument(title, category, on))
        self._hold(on, Gate.DOCUMENTS_PRESENT)

    def screen(
        self, *, role: str | tuple[str, ...], reasons: Mapping[str, str], outcomes: Mapping[Verdict, str]
    ) -> None:
        """Let a role say whether the case is needed; see `ScreeningRules`."""
        self.screening = ScreeningRules(_names(role), dict(reasons), dict(outcomes))

    def gate(self, stage: str, *gates: Gate) -> None:
        """What holds the case at a stage; a way back is open all the same, an end mostly."""
        self.gates[stage] = (*self.gates.get(stage, ()), *gates)

    def _hold(self, stage: str, gate: Gate) -> None:
        if gate not in self.gates.get(stage, ()):
            self.gate(stage, gate)

    def transition(
        self,
        path: str,
        *,
        role: str | tuple[str, ...],
        approval: Approval | None = None,
        outcome: str | Callable[..., str] | None = None,
    ) -> Callable[[Function], Function]:
        """A move along `path`: `"a -> b"`, `"a | b -> c"`, or `"a"` to stay there.

        The function takes the frozen case and keyword-only arguments and returns the new fields; raising Refused is
        the guard. Its name, arguments and docstring become the mutation. With an `outcome` the case ends.
        """

        def declare(function: Function) -> Function:
            if function.__name__ in self.transitions:
                raise PluginError(f"{self.name}: the transition {function.__name__!r} is declared twice")
            sources, _, target = path.partition("->")
            self.transitions[function.__name__] = Transition(
                name=function.__name__,
                sources=tuple(source.strip() for source in sources.split("|")),
                target=target.strip() or None,
                roles=_names(role),
                function=function,
                arguments=_arguments(function),
                description=inspect.getdoc(function) or "",
                approval=approval,
                outcome=outcome,
            )
            return function

        return declare

    def later(self, transition: str, *, on: str, after: Duration) -> None:
        """Let the platform make a transition of a case that has been at the stage `on` for so long.

        The transition needs no arguments and no approval. While the case is suspended it waits; where it is refused
        when the time comes, the history says so and the case stays.
        """
        self.timed_moves.append(TimedMove(transition, on, after))


def _identifier(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")


def _names(given: str | tuple[str, ...]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else given


def _arguments(function: Callable[..., Any]) -> FieldSet[Any]:
    """The keyword-only arguments of a transition as a set of typed fields."""
    hints = get_type_hints(function, include_extras=True)
    keywords = [p for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]
    untyped = [p.name for p in keywords if p.name not in hints]
    if untyped:
        raise PluginError(f"transition {function.__name__!r}: give {', '.join(untyped)} a type")
    members = [(p.name, hints[p.name], field(default=MISSING if p.default is p.empty else p.default)) for p in keywords]
    return FieldSet(make_dataclass(function.__name__, members, frozen=True, kw_only=True))
