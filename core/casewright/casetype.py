"""CaseType: what a vendor declares. Declarations only; nothing here reads, writes or decides."""

import inspect
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from dataclasses import MISSING, field, make_dataclass
from datetime import datetime
from random import Random
from typing import Any, Generic, TypeVar, get_type_hints

from casewright.calendars import Duration
from casewright.clocks import Clock, Term
from casewright.conditions import Condition, PauseWhile
from casewright.declarations import (
    Action,
    Approval,
    Confidentiality,
    ContactProgramme,
    Grant,
    InstrumentUse,
    Metric,
    Obligation,
    PlanRules,
    Reaction,
    RiskRule,
    RiskScale,
    Sample,
    Scope,
    ScreeningRules,
    TaskTemplate,
    TimedMove,
    Transition,
)
from casewright.errors import PluginError
from casewright.fields import FieldSet
from casewright.gates import Gate
from casewright.names import NameRules
from casewright.process import Phase, Priority, Risk, Status, Verdict
from casewright.retention import Retention
from casewright.working_models import PRACTICES, Practice, WorkingModel

F = TypeVar("F")
Function = TypeVar("Function", bound=Callable[..., Any])


class CaseType(Generic[F]):
    """One kind of case: its fields, its stages, and everything that may happen on the way.

    Parameters:
        name: the GraphQL name, for example `LibraryLoan`; unique among all plugins.
        fields: a frozen dataclass; its docstring describes the type, its constraints are enforced on every write.
        number: the human number, a format of `year` and `sequence`, for example `LL-{year}-{sequence:06}`.
        stages: the vertical's own steps in order, each with its phase; a case opens at the first.
        title: from the fields, what a list shows.
        outcomes: how a case can end, each with the final status it brings.
        reopens_at: the stage a reopened case goes to.
        reopens_within: for how long after its end a case may be reopened; None: for ever.
        plural: the name of the list in the API; default: the name with an `s`.
        calendar: the name of the business calendar of tasks and clocks.
        duplicate_key: indexed fields that together tell that two open cases may be the same.
        excluded_roles: party roles whose holder sees the case only as a party, whatever else they are.
        computed_groups: the field group of each computed field that a grant may hide, like `group` of a field.
        risk_scale: the points from which a case is moderate and high.
        confidentiality: the level a case has unless somebody sets another; only grants with that clearance reach it.
        schema_version: of the fields; older rows are carried over by `upgrade`.
        version: of the definition; cases opened under an earlier one go on by it, see `earlier`.
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
        reopens_within: Duration | None = None,
        plural: str = "",
        calendar: str = "business",
        duplicate_key: Sequence[str] = (),
        excluded_roles: Sequence[str] = (),
        computed_groups: Mapping[str, str] | None = None,
        risk_scale: RiskScale | None = None,
        confidentiality: Confidentiality = Confidentiality.NORMAL,
        schema_version: int = 1,
        version: int = 1,
    ) -> None:
        self.name = name
        self.fields = FieldSet(fields)
        self.description = inspect.getdoc(fields) or name
        self.number = number
        self.stages = dict(stages)
        self.title = title
        self.outcomes = dict(outcomes)
        self.reopens_at = reopens_at
        self.reopens_within = reopens_within
        self.plural = plural or f"{name}s"
        self.calendar = calendar
        self.duplicate_key = tuple(duplicate_key)
        self.excluded_roles = frozenset(excluded_roles)
        self.computed_groups = dict(computed_groups or {})
        self.risk_scale = risk_scale or RiskScale()
        self.confidentiality = confidentiality
        self.schema_version = schema_version
        self.version = version
        self.becomes: dict[str, str] = {}
        self.older: dict[int, CaseType[F]] = {}
        self.grants: list[Grant] = []
        self.transitions: dict[str, Transition] = {}
        self.risk_rules: list[RiskRule] = []
        self.instruments: list[InstrumentUse] = []
        self.obligations: dict[Risk, Obligation] = {}
        self.screening: ScreeningRules | None = None
        self.gates: dict[str, tuple[Gate, ...]] = {}
        self.practices: dict[WorkingModel, Practice] = {}
        self.priority_of: Callable[[F], Priority] | None = None
        self.skills_of: Callable[[F], Collection[str]] | None = None
        self.languages_of: Callable[[F], Collection[str]] | None = None
        self.tasks: list[TaskTemplate] = []
        self.clocks: list[Clock] = []
        self.plan_rules: PlanRules | None = None
        self.handover: tuple[str, ...] = ()
        self.contact_programmes: dict[str, ContactProgramme] = {}
        self.timed_moves: list[TimedMove] = []
        self.service_guard: Callable[..., None] | None = None
        self.retention: Retention | None = None
        self.holds: dict[str, Callable[[F], str | None]] = {}
        self.names: NameRules | None = None
        self.reads_logged: str | None = None
        self.about_roles: frozenset[str] = frozenset()
        self.metrics: list[Metric] = []
        self.reactions: list[Reaction] = []
        self.upgrades: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
        self.sample: Callable[[Random], Sample] | None = None

    def __repr__(self) -> str:
        return f"CaseType({self.name!r})"

    @property
    def has_standing(self) -> bool:
        """Whether gates, risk or transitions of the type look at how far the process is."""
        return bool(self.gates or self.instruments or self.screening or self.plan_rules or self.names)

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
        clearance: Confidentiality = Confidentiality.NORMAL,
    ) -> None:
        """Let a role do `actions` on the cases in `scope`, without seeing what is in `hide`.

        That is field groups, and parts of the case by their names (docs/plugins.md), for instance note, plan, risk,
        task. With the scope party, `party_roles` say as which party. Cases above the `clearance` are not there.
        """
        self.grants.append(Grant(role, frozenset(actions), scope, frozenset(hide), tuple(party_roles), clearance))

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
    ) -> None:
        """A clock recomputed from the case's events; a term may be a function of the fields. See `Clock`."""
        self.clocks.append(Clock(name, start, stop, deadline, goal, pause, calendar, warnings))

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

    def before_service(self, function: Function) -> Function:
        """What must hold before a service is asked of somebody: the function of the case and of the `provider`, the
        name of who is asked, raises Refused where it does not.
        """
        self.service_guard = function
        return function

    def retain(self, *, years: int, because: str, after: Mapping[str, int] | None = None) -> None:
        """Keep a case for so many years after it ended, by a rule that is named; without one it is kept for ever.

        `after` names fields with dates, and how many years after each of them it is kept at least.
        """
        self.retention = Retention(years, because, after or {})

    def hold(self, function: Function) -> Function:
        """Hold a case while the function of its fields gives a reason; None: nothing holds it.

        Whatever changes the fields places and releases the hold, in the same transaction, and nobody else does. A case
        that is held is not disposed of, and nothing leaves it.
        """
        self.holds[function.__name__] = function
        return function

    def register_names(
        self,
        names: Callable[[F], Collection[str]],
        *,
        aliases: Callable[[F], Collection[str]] | None = None,
        identifiers: Callable[[F], Collection[str]] | None = None,
    ) -> None:
        """Enter whom the fields name, and all parties, in the register that `Action.SEARCH_NAMES` searches.

        The register is one for all case types that have this. What is entered stays, also when the fields change.
        """
        self.names = NameRules(names, aliases, identifiers)

    def about(self, *party_roles: str) -> None:
        """Whom a case is about: a copy of the data of a party in one of these roles has the whole case."""
        self.about_roles = frozenset(party_roles)

    def log_reads(self, *, because: str) -> None:
        """Keep who reads a case or anything of it, by a rule that is named; nothing is shown before that is written."""
        self.reads_logged = because

    def metric(self, name: str, function: Callable[[F], Any], *, unit: str) -> None:
        """A figure taken from each case and summed up by the `metrics` query."""
        self.metrics.append(Metric(name, function, unit))

    def risk(self, sentence: str, *, points: int) -> Callable[[Function], Function]:
        """A risk rule: the function answers True, the fact that made it fire, False, or None for missing data."""

        def declare(function: Function) -> Function:
            self.risk_rules.append(RiskRule(function.__name__, sentence, points, function))
            return function

        return declare

    def assess(
        self, instrument: str, *, on: str, required: bool = False, points: Mapping[str, int] | None = None
    ) -> None:
        """Work with an instrument, asked for at the stage `on`; see `InstrumentUse`."""
        self.instruments.append(InstrumentUse(instrument, on, required, points))
        if required and Gate.ASSESSMENTS_COMPLETE not in self.gates.get(on, ()):
            self.gate(on, Gate.ASSESSMENTS_COMPLETE)

    def oblige(
        self,
        level: Risk,
        *,
        priority: Priority = Priority.ROUTINE,
        review: Duration | None = None,
        escalate_to: str | None = None,
    ) -> None:
        """What has to happen when the risk is at this level; see `Obligation`."""
        self.obligations[level] = Obligation(priority, review, escalate_to)

    def screen(
        self, *, role: str | tuple[str, ...], reasons: Mapping[str, str], outcomes: Mapping[Verdict, str]
    ) -> None:
        """Let a role say whether the case is needed; see `ScreeningRules`."""
        self.screening = ScreeningRules(_names(role), dict(reasons), dict(outcomes))

    def gate(self, stage: str, *gates: Gate) -> None:
        """What holds the case at a stage; a way back is open all the same, an end mostly."""
        self.gates[stage] = (*self.gates.get(stage, ()), *gates)

    def work_by(self, model: WorkingModel, practice: Practice | None = None) -> None:
        """Allow a model of working; a case opens with the first one allowed. `practice` is what it asks for here."""
        self.practices[model] = practice or PRACTICES[model]

    def needs(
        self,
        *,
        skills: Callable[[F], Collection[str]] | None = None,
        languages: Callable[[F], Collection[str]] | None = None,
    ) -> None:
        """What whoever has the case must be able to do, from its fields: all of the skills, one of the languages."""
        self.skills_of, self.languages_of = skills, languages

    def priority(self, function: Callable[[F], Priority]) -> Callable[[F], Priority]:
        """The priority that the fields give a case; risk and alerts may raise it."""
        self.priority_of = function
        return function

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

    def earlier(
        self, version: int, *, stages: Mapping[str, Phase], reopens_at: str, becomes: Mapping[str, str] | None = None
    ) -> "CaseType[F]":
        """How the cases opened under an earlier version go on: declare its moves, tasks, clocks and so on upon it.

        Stages and everything that speaks of them are its own, all else is as this type declares it until now, so this
        comes last. `becomes` tells which stage a case is at after its migration, where that has another name.
        """
        older = self._definition(version, stages, reopens_at)
        older.becomes = dict(becomes or {})
        self.older[version] = older
        return older

    def definition(self, version: int) -> "CaseType[F]":
        """The definition of a version; of one that is declared no more, one in which nothing moves."""
        if version == self.version:
            return self
        return self.older.get(version) or self._definition(version, self.stages, self.reopens_at)

    def _definition(self, version: int, stages: Mapping[str, Phase], reopens_at: str) -> "CaseType[F]":
        other = copy(self)
        other.version, other.stages, other.reopens_at = version, dict(stages), reopens_at
        other.becomes, other.older = {}, {}
        other.transitions, other.tasks, other.clocks, other.timed_moves = {}, [], [], []
        other.screening, other.plan_rules, other.handover = None, None, ()
        other.gates, other.instruments, other.contact_programmes = {}, [], {}
        return other

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
