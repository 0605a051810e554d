"""How a write to a case is made: load what the actor may change, collect, write it with its event."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from casewright import models
from casewright.access.actor import Actor
from casewright.case import Case
from casewright.casetype import CaseType
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Conflict, Forbidden, Invalid, NotFound
from casewright.events import next_event
from casewright.fields import check_text
from casewright.operations.clocks import refresh_clocks
from casewright.platform import Platform
from casewright.plugins import ask, blaming
from casewright.views import case_view


class Draft:
    """One write in the making: the case as it was loaded, and what is to change with it.

    `put` changes columns of the case (and so its version), `add` adds rows that belong to it, `record` names the one
    event. Nothing reaches the database before `write`, except what an operation updates itself in the transaction.
    """

    def __init__(self, platform: Platform, actor: Actor, row: models.Case, *, new: bool = False) -> None:
        self.platform = platform
        self.actor = actor
        self.row = row
        self.case_type: CaseType[Any] = platform.case_types[row.case_type]
        self.plugin = platform.plugin_of(row.case_type)
        self.now: datetime = platform.now()
        self._new = new
        self._columns: dict[str, Any] = {}
        self._rows: list[Model] = []
        self._event: tuple[str, dict[str, Any]] | None = None

    def put(self, **columns: Any) -> None:
        """Change columns of the case."""
        self._columns.update(columns)
        for name, value in columns.items():
            setattr(self.row, name, value)

    def add(self, *rows: Model) -> None:
        """Add rows that belong to the case; raises Invalid for text that no database stores or that is too long."""
        for row in rows:
            check_row(row)
        self._rows.extend(rows)

    def record(self, name: str, /, **data: Any) -> None:
        """Name the event of this write, in the past tense, with what it is about."""
        self._event = (name, data)

    async def case(self) -> Case[Any]:
        """The frozen case, with what the gates of a transition look at."""
        open_tasks = models.Task.filter(case_id=self.row.id, stage=self.row.stage, state="open", required=True)
        visits = models.PhaseVisit.filter(case_id=self.row.id)
        titles: Any = await open_tasks.order_by("id").values_list("title", flat=True)
        stages: Any = await visits.values_list("stage", flat=True)
        with blaming(self.plugin, "reading the case"):
            return case_view(self.case_type, self.row, self.actor, self.now, open_tasks=titles, visited=stages)

    async def write(self) -> models.Event:
        """The case by compare-and-set, its event, and the rows that belong to them."""
        if self._event is None:
            raise AssertionError("a write without its event")
        check_row(self.row)
        name, data = self._event
        event = next_event(self.row, name, self.actor.subject, self.now, data)
        columns = {**self._columns, "updated_at": self.now, "sequence": event.sequence, "head": event.hash}
        await (self._insert(columns) if self._new else self._update(columns))
        await event.save(force_create=True)
        for model, rows in _by_model(self._rows).items():
            await model.bulk_create(rows)
        await refresh_clocks(self.platform, self.row, event)
        return event

    async def _insert(self, columns: dict[str, Any]) -> None:
        for name, value in columns.items():
            setattr(self.row, name, value)
        with _unique():
            await self.row.save(force_create=True)

    async def _update(self, columns: dict[str, Any]) -> None:
        if self._columns:
            columns["version"] = self.row.version + 1
        same = models.Case.filter(id=self.row.id, sequence=self.row.sequence)
        with _unique():
            written = await same.update(**columns)
        if written != 1:
            raise _lost(self.row)
        for name, value in columns.items():
            setattr(self.row, name, value)


@contextmanager
def _unique() -> Iterator[None]:
    """Operations look first; this is for two of them at the same moment."""
    try:
        yield
    except IntegrityError as error:
        message = "another case took this number, external id or unique field at the same moment; look and try again"
        raise Conflict(message, rule="case.unique") from error


def check_row(row: Model) -> None:
    """Refuse text that no database stores or that is longer than its column; raises Invalid."""
    for name, field in row._meta.fields_map.items():
        value = vars(row).get(name)
        if not isinstance(value, str):
            continue
        check_text(value)
        longest = getattr(field, "max_length", None)
        if longest is not None and len(value) > longest:
            raise Invalid(f"{name} may have {longest} characters at most", field=name)


def _by_model(rows: Iterable[Model]) -> dict[type[Model], list[Model]]:
    groups: dict[type[Model], list[Model]] = defaultdict(list)
    for row in rows:
        groups[type(row)].append(row)
    return groups


@asynccontextmanager
async def change(
    platform: Platform,
    actor: Actor,
    case_id: UUID,
    action: Action,
    *,
    roles: Iterable[str] | None = None,
    part: str = "",
    expected_version: int | None = None,
) -> AsyncIterator[Draft]:
    """One write to one case, in one transaction.

    The case is found among those the actor may read, with the `part` of it that the write is about (else NotFound: a
    grant may hide it), locked, and must be one on which they may do `action`, by one of `roles` where given (else
    Forbidden). `expected_version` is what the actor saw (else Conflict).
    """
    async with platform.database.transaction():
        row = await _locked(platform, actor, case_id, action, roles, part)
        draft = Draft(platform, actor, row)
        await check_permit(draft, action)
        if expected_version is not None and row.version != expected_version:
            raise _lost(row)
        yield draft
        await draft.write()
    platform.committed()


async def check_allowed(platform: Platform, actor: Actor, case_id: UUID, action: Action) -> None:
    """Whether `change` would begin, without writing anything; raises NotFound or Forbidden."""
    async with platform.database.transaction():
        row = await _locked(platform, actor, case_id, action, None, "")
        await check_permit(Draft(platform, actor, row), action)


async def _locked(
    platform: Platform, actor: Actor, case_id: UUID, action: Action, roles: Iterable[str] | None, part: str
) -> models.Case:
    permitted = platform.policy.predicate(actor, action, roles=roles)
    visible = platform.policy.predicate(actor, Action.READ, part=part)
    lock = " FOR UPDATE OF c" if platform.database.dialect == "postgres" else ""
    rows = await platform.database.rows(
        Sql("SELECT c.*, (")
        + permitted
        + Sql(') AS permitted FROM "case" c WHERE c.id = ? AND ', (case_id,))
        + visible
        + Sql(lock)
    )
    if not rows:
        raise absent()
    if not rows[0].pop("permitted"):
        raise Forbidden(f"your roles do not allow {action} on this case", rule=f"grant.{action}")
    return models.Case._init_from_db(**rows[0])


async def check_permit(draft: Draft, action: Action) -> None:
    """Ask the plugins: any False denies; raises Forbidden. The platform's own work is not asked about."""
    if draft.actor.system:
        return
    hooks = draft.platform.plugins.hook.permit.get_hookimpls()
    if not hooks:
        return
    with blaming(draft.plugin, "reading the case"):
        case = case_view(draft.case_type, draft.row, draft.actor, draft.now)
    for plugin, answer in await ask(draft.platform.plugins, "permit", actor=draft.actor, action=action, case=case):
        if answer is False:
            raise Forbidden(f"{plugin} does not permit {action} on this case", rule="permit", plugin=plugin)


def absent(field: str | None = None) -> NotFound:
    """The one sentence for what is not there and for what the actor may not know of, whatever it is."""
    return NotFound("there is no such object, or you may not see it", field=field)


def _lost(row: models.Case) -> Conflict:
    return Conflict(
        f"{row.number} is at version {row.version} by now; read it again and decide again",
        rule="version",
        field="expected_version",
    )
