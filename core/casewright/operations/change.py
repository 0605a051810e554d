"""How a write to a case is made: load what the actor may change, collect, write it with its event."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.models import Model
from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.access.policy import Policy
from casewright.case import Case
from casewright.casetype import CaseType
from casewright.db.batch import updated
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Conflict, Forbidden, NotFound
from casewright.events import next_event
from casewright.gates import NOTHING_YET, Standing
from casewright.models.row import CaseRow, Row, TypedRow
from casewright.operations.around import Around, look_around
from casewright.operations.clocks import keep_clocks
from casewright.operations.phase_times import OVER, keep_phase_times
from casewright.operations.rows import Rows, check_row
from casewright.platform import Platform
from casewright.plugins import blaming
from casewright.process import Status, check_active
from casewright.standing import masked, standings
from casewright.views import case_view


class Draft:
    """One write in the making: the case as it was loaded, and what is to change with it.

    `put` changes columns of the case (and so its version); `insert` and `add` bring new rows that belong to it, `amend`
    changes some that do; `schedule` sets timers; `record` names the one event. Nothing reaches the database before
    `write`, which is one statement, except what an operation updates itself in the transaction.
    """

    def __init__(self, platform: Platform, actor: Actor, row: models.Case, *, new: bool = False) -> None:
        self.platform = platform
        self.actor = actor
        self.row = row
        self.case_type: CaseType[Any] = platform.definition(row)
        self.plugin = platform.plugin_of(row.case_type)
        self.now: datetime = platform.now()
        self.new = new
        self.rows = Rows()
        self._columns: dict[str, Any] = {}
        self._around = Around() if new else None
        self._event: tuple[str, dict[str, Any]] | None = None
        self.made: list[UUID] = []
        """The id of the event, once it is made."""
        self._standing: Standing | None = None

    def put(self, **columns: Any) -> None:
        """Change columns of the case."""
        self._columns.update(columns)
        for name, value in columns.items():
            setattr(self.row, name, value)

    def add(self, *rows: Model) -> None:
        """Add rows that belong to the case; raises Invalid for text that no database stores or that is too long."""
        self.rows.add(*rows)

    def insert(self, model: type[CaseRow], **columns: Any) -> UUID:
        """Add a row of the case by its columns, but those that say whose it is; returns its id. Raises like `add`."""
        typed = {"case_type": self.row.case_type} if issubclass(model, TypedRow) else {}
        return self.rows.insert(model, tenant_id=self.row.tenant_id, case_id=self.row.id, **typed, **columns)

    def amend(self, model: type[CaseRow], where: Sql, **columns: Any) -> None:
        """Change columns of those rows of the case that fulfil `where` as they are now; raises like `add`."""
        self.rows.amend(model, Sql.all_of([Sql("case_id = ?", (self.row.id,)), where]), **columns)

    def schedule(self, name: str, kind: str, due_at: datetime | None) -> None:
        """Set the timer `name` of the case; None: it does not ring."""
        if due_at is None and self.new:
            return
        self.insert(
            models.Timer, name=name, kind=kind, due_at=due_at or self.now, state="pending" if due_at else "idle"
        )

    def identity(self) -> dict[str, Any]:
        """The columns by which a new row belongs to the case."""
        return {"id": uuid7(), "tenant_id": self.row.tenant_id, "case_id": self.row.id}

    def record(self, name: str, /, **data: Any) -> None:
        """Name the event of this write, in the past tense, with what it tells; both have their part in `telling`."""
        self._event = (name, data)

    async def around(self) -> Around:
        """What stands around the case, as it was when this was first asked."""
        if self._around is None:
            self._around = await look_around(self.platform.database, self.row.id, self.now)
        return self._around

    async def case(self) -> Case[Any]:
        """The frozen case, with what the gates of a transition look at."""
        around = await self.around()
        hidden = self.platform.policy.hidden(self.actor, self.case_type)
        facts: dict[str, Any] = {
            "open_tasks": around.open_tasks(self.row.stage),
            "visited": around.stages(),
            "standing": masked(await self.standing(), hidden),
        }
        with blaming(self.plugin, "reading the case"):
            return case_view(self.case_type, self.row, self.actor, self.now, **facts)

    async def standing(self) -> Standing:
        """How far the process was before this write, for a case type that asks for it."""
        if self._standing is None:
            asks = self.case_type.has_standing and not self.new
            found = await standings(self.platform, [self.row], self.now) if asks else {}
            self._standing = found.get(self.row.id, NOTHING_YET)
        return self._standing

    def event(self) -> models.Event:
        """The event of this write; nothing is written."""
        if self._event is None:
            raise AssertionError("a write without its event")
        name, data = self._event
        event = next_event(self.row, name, self.actor.subject, self.now, data)
        self.made = [event.id]
        return event

    async def write(self) -> None:
        """The case by compare-and-set, its event, and the rows that belong to them."""
        check_row(self.row)
        event = self.event()
        columns = {**self._columns, "updated_at": self.now, "sequence": event.sequence, "head": event.hash}
        if self._columns:
            columns["version"] = self.row.version + 1
        same = Sql("id = ? AND sequence = ?", (self.row.id, self.row.sequence))
        self.rows.append(event)
        await keep_clocks(self.platform, self.row, event, self.rows)
        if OVER & self._columns.keys():
            keep_phase_times(self.rows, self.row, self._columns, (await self.around()).visits, self.now)
        database = self.platform.database
        with unique():
            written = await database.execute(
                updated(models.Case, columns, same), *self.rows.statements(database.dialect)
            )
        if written != 1:
            raise _lost(self.row)
        for name, value in columns.items():
            setattr(self.row, name, value)


_TAKEN = "another case took this number, external id or unique field at the same moment; look and try again"


@contextmanager
def unique(message: str = _TAKEN, *, rule: str = "case.unique") -> Iterator[None]:
    """Operations look first; this is for two of them at the same moment."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict(message, rule=rule) from error


async def amend(row: Row, **columns: Any) -> None:
    """Change columns of a row that belongs to a case at once, within its `change`; raises Invalid like `Draft.add`."""
    for name, value in columns.items():
        setattr(row, name, value)
    check_row(row)
    await type(row).filter(id=row.id).update(**columns)


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
    field: str | None = None,
) -> AsyncIterator[Draft]:
    """One write to one case, in one transaction.

    The case is found among those the actor may read, with the `part` of it that the write is about (else NotFound: a
    grant may hide it), locked, and must be one on which they may do `action`, by one of `roles` where given (else
    Forbidden). `expected_version` is what the actor saw (else Conflict). `field` of the input names the case.
    """
    with platform.tracing.span("change", {"casewright.action": action}):
        async with platform.database.transaction():
            row = await _locked(platform, actor, case_id, action, roles, part, field)
            draft = Draft(platform, actor, row)
            await check_permit(draft, action)
            if expected_version is not None and row.version != expected_version:
                raise _lost(row)
            yield draft
            await draft.write()
        platform.tracing.caused(*draft.made)
    platform.committed()


@asynccontextmanager
async def work(
    platform: Platform, actor: Actor, case_id: UUID, part: str, *, action: Action = Action.WORK
) -> AsyncIterator[Draft]:
    """A `change` about a part of a case that is active; raises Refused when it is not."""
    async with change(platform, actor, case_id, action, part=part) as draft:
        check_active(Status(draft.row.status), draft.row.number)
        yield draft


async def check_part(draft: Draft, model: type[CaseRow], row_id: UUID, field: str) -> None:
    """Raises NotFound, unless the row belongs to the case and the actor sees that part of it."""
    hidden = draft.platform.policy.hidden(draft.actor, draft.case_type)
    if model._meta.db_table in hidden or not await model.filter(id=row_id, case_id=draft.row.id).exists():
        raise absent(field)


async def check_allowed(platform: Platform, actor: Actor, case_id: UUID, action: Action, part: str = "") -> None:
    """Whether `change` would begin, without writing anything; raises NotFound or Forbidden."""
    async with platform.database.transaction():
        row = await _locked(platform, actor, case_id, action, None, part, None)
        await check_permit(Draft(platform, actor, row), action)


async def _locked(
    platform: Platform,
    actor: Actor,
    case_id: UUID,
    action: Action,
    roles: Iterable[str] | None,
    part: str,
    field: str | None,
) -> models.Case:
    permitted, visible = _predicates(platform.policy, actor, action, None if roles is None else frozenset(roles), part)
    lock = " FOR UPDATE OF c" if platform.database.dialect == "postgres" else ""
    rows = await platform.database.rows(
        Sql("SELECT c.*, (")
        + permitted
        + Sql(') AS permitted FROM "case" c WHERE c.id = ? AND ', (case_id,))
        + visible
        + Sql(lock)
    )
    if not rows:
        raise absent(field)
    if not rows[0].pop("permitted"):
        raise Forbidden(f"your roles do not allow {action} on this case", rule=f"grant.{action}", field=field)
    return models.Case._init_from_db(**rows[0])


@lru_cache(maxsize=1024)
def _predicates(
    policy: Policy, actor: Actor, action: Action, roles: frozenset[str] | None, part: str
) -> tuple[Sql, Sql]:
    """On which cases the actor may do `action`, and which they see; kept for those who write often."""
    permitted = policy.predicate(actor, action, roles=roles)
    return permitted, policy.predicate(actor, Action.READ, part=part)


async def check_permit(draft: Draft, action: Action) -> None:
    """Ask the plugins: any False denies; raises Forbidden. The platform's own work is not asked about."""
    if draft.actor.system:
        return
    hooks = draft.platform.plugins.hook.permit.get_hookimpls()
    if not hooks:
        return
    with blaming(draft.plugin, "reading the case"):
        case = case_view(draft.case_type, draft.row, draft.actor, draft.now)
    for plugin, answer in await draft.platform.ask("permit", actor=draft.actor, action=action, case=case):
        if answer is False:
            raise Forbidden(f"{plugin} does not permit {action} on this case", rule="permit", plugin=plugin)


def absent(field: str | None = None) -> NotFound:
    """The one sentence for what is not there and for what the actor may not know of, whatever it is."""
    return NotFound("there is no such object, or you may not see it", rule="object.absent", field=field)


def _lost(row: models.Case) -> Conflict:
    return Conflict(
        f"{row.number} is at version {row.version} by now; read it again and decide again",
        rule="version",
        field="expected_version",
    )
