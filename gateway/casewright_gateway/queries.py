"""The generic root fields."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import strawberry

from casewright import models
from casewright.db.sql import Sql
from casewright.errors import Invalid
from casewright.models.row import Row
from casewright_gateway import ids
from casewright_gateway.connections import Connection
from casewright_gateway.context import Info
from casewright_gateway.filters import words
from casewright_gateway.lists import connection
from casewright_gateway.reads import keyset, metrics
from casewright_gateway.reads.deliveries import delivery_by_id
from casewright_gateway.reads.keyset import Key
from casewright_gateway.reads.webhooks import manageable, webhook_by_id
from casewright_gateway.rows import present
from casewright_gateway.types.case import Case
from casewright_gateway.types.deliveries import delivery_of
from casewright_gateway.types.description import CaseTypeDescription, describe
from casewright_gateway.types.documents import Document, DocumentVersion
from casewright_gateway.types.history import Event
from casewright_gateway.types.me import Me, me_of
from casewright_gateway.types.metrics import Count, Metrics, MetricTotal
from casewright_gateway.types.node import Node
from casewright_gateway.types.people import CaseParty, Party
from casewright_gateway.types.webhooks import Webhook, webhook_of
from casewright_gateway.types.work import Approval, Note, Task

_TABLES: Mapping[str, tuple[type[Row], type[Any]]] = {
    "Task": (models.Task, Task),
    "Approval": (models.Approval, Approval),
    "Note": (models.Note, Note),
    "Document": (models.Document, Document),
    "DocumentVersion": (models.DocumentVersion, DocumentVersion),
    "CaseParty": (models.CaseParty, CaseParty),
}
_ID = Key("t.id", "id")
_NEWEST = (Key("t.id", "id", descending=True),)
_BY_DUE_DATE = (Key("t.due_at", "time", nullable=True), _ID)
_BY_AGE = (Key("t.asked_at", "time"), _ID)
_BY_NAME = (Key("t.search", "text"), _ID)


async def fetch(info: Info, global_id: str) -> Any:
    """The object with a global id, or None when it is absent or hidden."""
    type_name, row_id = ids.decode(global_id)
    reader = info.context.reader
    if type_name in info.context.platform.case_types:
        case = await reader.case(row_id)
        return info.context.present(case) if case and case.case_type == type_name else None
    if type_name == "Party":
        party = await reader.party(row_id)
        return party and present(Party, party)
    if type_name == "Webhook":
        webhook = await webhook_by_id(info.context.platform, info.context.actor, row_id)
        return webhook and webhook_of(webhook)
    if type_name == "Delivery":
        delivery = await delivery_by_id(info.context.platform, info.context.actor, row_id)
        return delivery and delivery_of(delivery)
    if type_name in _TABLES:
        model, cls = _TABLES[type_name]
        row = await reader.row(model, row_id)
        return row and present(cls, row)
    return None


@strawberry.type
class CoreQuery:
    """What can be asked of every deployment."""

    @strawberry.field(description="Any object by its global id; null when it is absent or hidden from you.")
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        """Relay's refetch."""
        return cast("Node | None", await fetch(info, id))

    @strawberry.field(description="A case by its id; null when it is absent or hidden from you.")
    async def case(self, info: Info, id: strawberry.ID) -> Case | None:
        """Of whatever type."""
        found = await fetch(info, id)
        if found is not None and not isinstance(found, Case):
            raise Invalid("this is not the id of a case", field="id")
        return found

    @strawberry.field(description="Who you are.")
    def me(self, info: Info) -> Me:
        """From the token."""
        return me_of(info.context.actor)

    @strawberry.field(description="The case types you may see, for drawing forms and boards.")
    def case_types(self, info: Info) -> list[CaseTypeDescription]:
        """What the plugins declare."""
        platform, actor = info.context.platform, info.context.actor
        return [
            describe(case_type, platform.plugin_of(name), info.context.hidden(name))
            for name, case_type in platform.case_types.items()
            if platform.policy.sees_type(actor, case_type)
        ]

    @strawberry.field(description="Your open tasks: assigned to you, or to nobody and for one of your roles.")
    async def worklist(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Task]:
        """The most urgent first; tasks without a due date last."""
        actor = info.context.actor
        for_roles = Sql.all_of([Sql("t.assignee IS NULL"), Sql.one_of("t.role", sorted(actor.roles))])
        mine = Sql.any_of([Sql("t.assignee = ?", (actor.subject,)), for_roles])
        where = Sql.all_of([Sql("t.state = 'open'"), mine, info.context.reader.visible(models.Task)])
        page = keyset.page_of(first, after, last, before)
        found: Connection[Task] = await _rows(info, models.Task, Task, Sql("FROM task t"), where, _BY_DUE_DATE, page)
        return found

    @strawberry.field(description="Approvals that wait for one of your roles and that you did not ask for.")
    async def pending_approvals(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Approval]:
        """The oldest first."""
        actor = info.context.actor
        others = Sql("t.state = 'pending' AND t.asked_by <> ?", (actor.subject,))
        where = Sql.all_of(
            [others, Sql.one_of("t.role", sorted(actor.roles)), info.context.reader.visible(models.Approval)]
        )
        page = keyset.page_of(first, after, last, before)
        found: Connection[Approval] = await _rows(
            info, models.Approval, Approval, Sql("FROM approval t"), where, _BY_AGE, page
        )
        return found

    @strawberry.field(description="Parties of the cases you may see, by name.")
    async def parties(
        self,
        info: Info,
        name: str | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Party]:
        """Those whose name contains the words given."""
        actor = info.context.actor
        named = words("t.search", name or "", field="name")
        tenant = Sql("t.tenant_id = ?", (actor.tenant,))
        where = Sql.all_of([tenant, *named, info.context.platform.policy.party(actor, "t.id")])
        page = keyset.page_of(first, after, last, before)
        found: Connection[Party] = await _rows(info, models.Party, Party, Sql("FROM party t"), where, _BY_NAME, page)
        return found

    @strawberry.field(description="An event of a case's history by its id; null when it is absent or hidden from you.")
    async def event(self, info: Info, id: strawberry.ID) -> Event | None:
        """What the query of a webhook asks about `$event`."""
        row = await info.context.reader.row(models.Event, ids.row_id(id, "Event"))
        return None if row is None else present(Event, row)

    @strawberry.field(description="The webhooks you may manage, newest first.")
    async def webhooks(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Webhook]:
        """Needs `integrate` on each case type of a webhook."""
        where = await manageable(info.context.platform, info.context.actor)
        page, reader, source = keyset.page_of(first, after, last, before), info.context.reader, Sql("FROM webhook t")
        rows = await reader.page(models.Webhook, source, where, _NEWEST, page)
        found: Connection[Webhook] = connection(rows, webhook_of, lambda: reader.count(source, where))
        return found

    @strawberry.field(description="Figures over the cases of a type that you may see.")
    async def metrics(
        self,
        info: Info,
        case_type: str,
        opened_from: datetime | None = None,
        opened_before: datetime | None = None,
    ) -> Metrics:
        """Computed by the database, now."""
        platform = info.context.platform
        declared = platform.case_types.get(case_type)
        if declared is None:
            raise Invalid(f"there is no case type {case_type}", field="case_type")
        period = metrics.between(opened_from, opened_before)
        of_type = Sql("c.case_type = ?", (case_type,))
        where = Sql.all_of([of_type, info.context.reader.readable(), *period])
        by_status = await metrics.counts(platform, where, "c.status")
        spent = await metrics.cycle_seconds(platform, where)
        totals = await metrics.declared(platform, declared, where)
        units = {metric.name: metric.unit for metric in declared.metrics}
        return Metrics(
            opened=sum(by_status.values()),
            closed=len(spent),
            by_status=_counts(by_status),
            by_phase=_counts(await metrics.counts(platform, where, "c.phase")),
            by_risk_level=_counts(await metrics.counts(platform, where, "c.risk_level")),
            by_outcome=_counts(await metrics.counts(platform, where, "c.outcome")),
            cycle_time_median=metrics.quantile(spent, 0.5),
            cycle_time_p90=metrics.quantile(spent, 0.9),
            declared=[
                MetricTotal(name=name, unit=units[name], count=count, sum=total, mean=total / count if count else None)
                for name, (count, total) in totals.items()
            ],
        )


def _counts(found: Mapping[str, int]) -> list[Count]:
    return [Count(value=value, count=count) for value, count in found.items()]


async def _rows(
    info: Info, model: type[Row], cls: type[Any], source: Sql, where: Sql, order: keyset.Order, page: keyset.Page
) -> Any:
    reader = info.context.reader
    rows = await reader.page(model, source, where, order, page)
    return connection(rows, lambda row: present(cls, row), lambda: reader.count(source, where))
