"""CaseType: what a vendor declares. Nothing here writes or decides; of what is stored it reads the fields, upgraded."""

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from random import Random
from typing import Any, Generic, TypeVar

from casewright.calendars import Duration
from casewright.declarations import (
    Action,
    Confidentiality,
    Grant,
    Metric,
    Obligation,
    Reaction,
    RiskRule,
    RiskScale,
    Sample,
    Scope,
)
from casewright.definition import Definition
from casewright.fields import FieldSet
from casewright.names import NameRules
from casewright.process import Phase, Priority, Risk, Status
from casewright.retention import Retention
from casewright.working_models import PRACTICES, Practice, WorkingModel

F = TypeVar("F")
Function = TypeVar("Function", bound=Callable[..., Any])


class CaseType(Definition, Generic[F]):
    """One kind of case: its fields, its stages, and everything that may happen on the way.

    Parameters:
        name: the GraphQL name, for example `LibraryLoan`; unique among all plugins.
        fields: a frozen dataclass; its docstring describes the type, its constraints are enforced on every write.
        number: the human number, a format of `year` and `sequence`, for example `LL-{year}-{sequence:06}`.
        stages: the vertical's own steps in order, each with its phase; a case opens at the first.
        title: from the fields, what a list shows.
        outcomes: how a case can end, each with the final status it brings.
        void: outcomes of cases that should never have been; such a case is kept, and is in no figure.
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
        void: Collection[str] = (),
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
        self.begin(version, stages, reopens_at)
        self.name = name
        self.fields = FieldSet(fields)
        self.description = inspect.getdoc(fields) or name
        self.number = number
        self.title = title
        self.outcomes = dict(outcomes)
        self.void = frozenset(void)
        self.reopens_within = reopens_within
        self.plural = plural or f"{name}s"
        self.calendar = calendar
        self.duplicate_key = tuple(duplicate_key)
        self.excluded_roles = frozenset(excluded_roles)
        self.computed_groups = dict(computed_groups or {})
        self.risk_scale = risk_scale or RiskScale()
        self.confidentiality = confidentiality
        self.schema_version = schema_version
        self._declare_nothing_yet()

    def _declare_nothing_yet(self) -> None:
        """What the plugin adds by and by."""
        self.older: dict[int, CaseType[F]] = {}
        self.grants: list[Grant] = []
        self.risk_rules: list[RiskRule] = []
        self.obligations: dict[Risk, Obligation] = {}
        self.practices: dict[WorkingModel, Practice] = {}
        self.priority_of: Callable[[F], Priority] | None = None
        self.skills_of: Callable[[F], Collection[str]] | None = None
        self.languages_of: Callable[[F], Collection[str]] | None = None
        self.service_guard: Callable[..., None] | None = None
        self.sharing_guard: Callable[..., None] | None = None
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

    def before_service(self, function: Function) -> Function:
        """What must hold before a service is asked of somebody: the function of the case and of the `provider`, the
        name of who is asked, raises Refused where it does not.
        """
        self.service_guard = function
        return function

    def before_sharing(self, function: Function) -> Function:
        """What must hold before a document is shared: the function of the case and of the `recipient`, the name of who
        gets it, raises Refused where it does not. It is not asked about those whom the case is `about`.
        """
        self.sharing_guard = function
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
        """Whom a case is about: a copy of the data of a party in one of these roles has the whole case.

        Contacts with them are those that a model of working asks for.
        """
        self.about_roles = frozenset(party_roles)

    def log_reads(self, *, because: str) -> None:
        """Keep who reads a case or anything of it, by a rule that is named; nothing is shown before that is written."""
        self.reads_logged = because

    def metric(self, name: str, function: Callable[[F], Any], *, unit: str, group: str = "") -> None:
        """A figure taken from each case and summed up by the `metrics` query.

        `group` is the field group of what it is taken from: from whom a grant hides that, it hides the figure.
        """
        self.metrics.append(Metric(name, function, unit, group))

    def risk(self, sentence: str, *, points: int) -> Callable[[Function], Function]:
        """A risk rule: the function answers True, the fact that made it fire, False, or None for missing data."""

        def declare(function: Function) -> Function:
            self.risk_rules.append(RiskRule(function.__name__, sentence, points, function))
            return function

        return declare

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
        for name, declared in vars(self).items():
            if isinstance(declared, list | dict):
                setattr(other, name, declared.copy())
        other.older = {}
        other.begin(version, stages, reopens_at)
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
