"""CaseType: what a vendor declares. Declarations only; nothing here reads, writes or decides."""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, field, make_dataclass
from random import Random
from typing import Any, Generic, TypeVar, get_type_hints

from casewright.calendars import Duration
from casewright.clocks import Clock, Condition, PauseWhile
from casewright.declarations import (
    Action,
    Approval,
    Grant,
    Metric,
    Reaction,
    RiskRule,
    RiskScale,
    Sample,
    Scope,
    TaskTemplate,
    Transition,
)
from casewright.errors import PluginError
from casewright.fields import FieldSet
from casewright.process import Phase, Status

F = TypeVar("F")
Function = TypeVar("Function", bound=Callable[..., Any])


class CaseType(Generic[F]):
    """One kind of case: its fields, its stages, and everything that may happen on the way.

    Parameters:
        name: the GraphQL name, for example `ServiceRequest`; unique among all plugins.
        fields: a frozen dataclass; its docstring describes the type, its constraints are enforced on every write.
        number: the human number, a format of `year` and `sequence`, for example `SR-{year}-{sequence:06}`.
        stages: the vertical's own steps in order, each with its phase; a case opens at the first.
        title: from the fields, what a list shows.
        outcomes: how a case can end, each with the final status it brings.
        reopens_at: the stage a reopened case goes to.
        plural: the name of the list in the API; default: the name with an `s`.
        calendar: the name of the business calendar of tasks and clocks.
        duplicate_key: indexed fields that together tell that two open cases may be the same.
        excluded_roles: party roles whose holder sees the case only as a party, whatever else they are.
        computed_groups: the field group of each computed field that a grant may hide, like `group` of a field.
        risk_scale: the points from which a case is moderate and high.
        schema_version: of the fields; older rows are carried over by `upgrade`.
    """

    def __init__(
        self,
        name: str,
        fields: type[F],
        *,
        number: str,
        stages: Mapping[str, Phase],
        title: Callable[[F], str],
        outcomes: Mapping[str, Status],
        reopens_at: str,
        plural: str = "",
        calendar: str = "business",
        duplicate_key: Sequence[str] = (),
        excluded_roles: Sequence[str] = (),
        computed_groups: Mapping[str, str] | None = None,
        risk_scale: RiskScale | None = None,
        schema_version: int = 1,
    ) -> None:
        self.name = name
        self.fields = FieldSet(fields)
        self.description = inspect.getdoc(fields) or name
        self.number = number
        self.stages = dict(stages)
        self.title = title
        self.outcomes = dict(outcomes)
        self.reopens_at = reopens_at
        self.plural = plural or f"{name}s"
        self.calendar = calendar
        self.duplicate_key = tuple(duplicate_key)
        self.excluded_roles = frozenset(excluded_roles)
        self.computed_groups = dict(computed_groups or {})
        self.risk_scale = risk_scale or RiskScale()
        self.schema_version = schema_version
        self.grants: list[Grant] = []
        self.transitions: dict[str, Transition] = {}
        self.risk_rules: list[RiskRule] = []
        self.tasks: list[TaskTemplate] = []
        self.clocks: list[Clock] = []
        self.metrics: list[Metric] = []
        self.reactions: list[Reaction] = []
        self.upgrades: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
        self.sample: Callable[[Random], Sample] | None = None

    def __repr__(self) -> str:
        return f"CaseType({self.name!r})"

    @property
    def first_stage(self) -> str:
        """Where a case opens."""
        return next(iter(self.stages))

    def grant(
        self,
        role: str,
        *actions: Action,
        scope: Scope = Scope.ALL,
        party_roles: Sequence[str] = (),
        hide: Sequence[str] = (),
    ) -> None:
        """Let a role do `actions` on the cases in `scope`, without seeing what is in `hide`.

        That is field groups, and parts of the case: approval, assignment, case_link, case_party, clock, document,
        event, note, phase_visit, risk, task. With the scope party, `party_roles` say as which party.
        """
        self.grants.append(Grant(role, frozenset(actions), scope, frozenset(hide), tuple(party_roles)))

    def task(
        self,
        title: str,
        *,
        on: str,
        role: str,
        due: Duration | None = None,
        required: bool = False,
        when: Callable[[Any], bool] | None = None,
    ) -> None:
        """A task that comes up on entering the stage `on`; a required one holds the case there until it is done."""
        self.tasks.append(TaskTemplate(_identifier(title), title, on, role, due, required, when))

    def clock(
        self,
        name: str,
        *,
        start: Condition,
        stop: Condition,
        deadline: Duration,
        goal: Duration | None = None,
        pause: PauseWhile | tuple[PauseWhile, ...] = (),
        calendar: str = "",
    ) -> None:
        """A clock recomputed from the case's events; see `casewright.clocks`."""
        self.clocks.append(
            Clock(name=name, start=start, stop=stop, deadline=deadline, goal=goal, pause=pause, calendar=calendar)
        )

    def metric(self, name: str, function: Callable[[F], Any], *, unit: str) -> None:
        """A figure taken from each case and summed up by the `metrics` query."""
        self.metrics.append(Metric(name, function, unit))

    def risk(self, sentence: str, *, points: int) -> Callable[[Function], Function]:
        """A risk rule: the function answers True, the fact that made it fire, False, or None for missing data."""

        def declare(function: Function) -> Function:
            self.risk_rules.append(RiskRule(function.__name__, sentence, points, function))
            return function

        return declare

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
                roles=(role,) if isinstance(role, str) else role,
                function=function,
                arguments=_arguments(function),
                description=inspect.getdoc(function) or "",
                approval=approval,
                outcome=outcome,
            )
            return function

        return declare

    def on(self, event: str) -> Callable[[Function], Function]:
        """React, in the worker and after commit, to a stage entered or to an event by its name.

        At least once: make the effect idempotent by `event.id`. The function may be plain or async.
        """

        def declare(function: Function) -> Function:
            self.reactions.append(Reaction(f"{self.name}.{function.__name__}", event, function))
            return function

        return declare

    def upgrade(self, version: int) -> Callable[[Function], Function]:
        """A pure function from the stored fields of `version - 1` to those of `version`."""

        def declare(function: Function) -> Function:
            self.upgrades[version] = function
            return function

        return declare

    def samples(self, function: Callable[[Random], Sample]) -> Callable[[Random], Sample]:
        """How to make up one case for a demonstration; the same seed gives the same case."""
        self.sample = function
        return function

    def load(self, stored: Mapping[str, Any], version: int) -> F:
        """The typed fields of a row, old rows upgraded step by step."""
        values = dict(stored)
        for step in range(version + 1, self.schema_version + 1):
            values = self.upgrades[step](values)
        return self.fields.load(values)

    def groups(self) -> frozenset[str]:
        """Every field group of the type."""
        marked = frozenset(declared.marking.group for declared in self.fields.fields.values())
        return marked.union(self.computed_groups.values()) - {""}


def _identifier(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")


def _arguments(function: Callable[..., Any]) -> FieldSet[Any]:
    """The keyword-only arguments of a transition as a set of typed fields."""
    hints = get_type_hints(function, include_extras=True)
    keywords = [p for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]
    untyped = [p.name for p in keywords if p.name not in hints]
    if untyped:
        raise PluginError(f"transition {function.__name__!r}: give {', '.join(untyped)} a type")
    members = [(p.name, hints[p.name], field(default=MISSING if p.default is p.empty else p.default)) for p in keywords]
    return FieldSet(make_dataclass(function.__name__, members, frozen=True, kw_only=True))
