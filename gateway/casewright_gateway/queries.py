"""The generic root fields."""

from collections.abc import Mapping
from typing import Any, cast

import strawberry

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.errors import Invalid
from casewright.models.row import Row
from casewright_gateway import ids
from casewright_gateway.connections import Connection
from casewright_gateway.context import Info
from casewright_gateway.filters import words
from casewright_gateway.paging import listed, paged
from casewright_gateway.reads.api_keys import api_key_by_id, manageable_keys
from casewright_gateway.reads.deliveries import delivery_by_id
from casewright_gateway.reads.disposals import disposal_by_id
from casewright_gateway.reads.keyset import Key
from casewright_gateway.reads.listing import Listing, readable
from casewright_gateway.reads.visible import visible
from casewright_gateway.reads.webhooks import manageable, webhook_by_id
from casewright_gateway.rows import present
from casewright_gateway.sources import Fetch, source
from casewright_gateway.types.access_log import CaseAccess
from casewright_gateway.types.api_keys import ApiKey, api_key_of
from casewright_gateway.types.appointments import Appointment
from casewright_gateway.types.assessments import Alert, Assessment
from casewright_gateway.types.case import Case
from casewright_gateway.types.consents import Consent
from casewright_gateway.types.contacts import Contact, ContactProgramme
from casewright_gateway.types.deliveries import delivery_of
from casewright_gateway.types.description import CaseTypeDescription, describe
from casewright_gateway.types.documents import Document, DocumentShare, DocumentVersion
from casewright_gateway.types.education import Education
from casewright_gateway.types.emergencies import EmergencyAccess
from casewright_gateway.types.history import Event
from casewright_gateway.types.instruments import Instrument, instrument_of
from casewright_gateway.types.me import Me, me_of
from casewright_gateway.types.members import Absence, Delegation, Member
from casewright_gateway.types.node import Node
from casewright_gateway.types.notifications import Notification
from casewright_gateway.types.people import CaseParty, Party
from casewright_gateway.types.plans import Goal, Intervention, Need, Plan
from casewright_gateway.types.retention import Disposal, LegalHold
from casewright_gateway.types.services import Service
from casewright_gateway.types.transition_records import TransitionRecord
from casewright_gateway.types.webhooks import Webhook, webhook_of
from casewright_gateway.types.work import Approval, Note, Task

_TABLES: Mapping[str, tuple[type[Row], type[Any]]] = {
    "Task": (models.Task, Task),
    "Assessment": (models.Assessment, Assessment),
    "Alert": (models.Alert, Alert),
    "Approval": (models.Approval, Approval),
    "Note": (models.Note, Note),
    "Document": (models.Document, Document),
    "DocumentVersion": (models.DocumentVersion, DocumentVersion),
    "DocumentShare": (models.DocumentShare, DocumentShare),
    "CaseParty": (models.CaseParty, CaseParty),
    "Party": (models.Party, Party),
    "Plan": (models.Plan, Plan),
    "Goal": (models.Goal, Goal),
    "Intervention": (models.Intervention, Intervention),
    "Service": (models.Service, Service),
    "Appointment": (models.Appointment, Appointment),
    "Consent": (models.Consent, Consent),
    "Need": (models.Need, Need),
    "Contact": (models.Contact, Contact),
    "ContactProgramme": (models.ContactProgramme, ContactProgramme),
    "Education": (models.Education, Education),
    "EmergencyAccess": (models.EmergencyAccess, EmergencyAccess),
    "CaseAccess": (models.CaseAccess, CaseAccess),
    "LegalHold": (models.LegalHold, LegalHold),
    "TransitionRecord": (models.TransitionRecord, TransitionRecord),
    "Member": (models.Member, Member),
    "Absence": (models.Absence, Absence),
    "Delegation": (models.Delegation, Delegation),
    "Notification": (models.Notification, Notification),
}
_ID = Key("t.id", "id")
_NEWEST = (Key("t.id", "id", descending=True),)


def _my_tasks(actor: Actor) -> list[Sql]:
    """Those that the actor has, and for each role those that nobody has."""
    mine = Sql("t.assignee = ? AND t.state = 'open'", (actor.subject,))
    waiting = "t.role = ? AND t.assignee IS NULL AND t.state = 'open'"
    return [mine, *(Sql(waiting, (role,)) for role in sorted(actor.roles))]


def _asked_of_me(actor: Actor) -> list[Sql]:
    others = Sql("t.state = 'pending' AND t.asked_by <> ?", (actor.subject,))
    return [Sql.all_of([others, Sql.one_of("t.role", sorted(actor.roles))])]


_WORKLIST = readable(models.Task, (Key("t.due_at", "time", nullable=True), _ID), _my_tasks)
"""The most urgent first; tasks without a due date last."""

_PENDING = readable(models.Approval, (Key("t.asked_at", "time"), _ID), _asked_of_me)
"""The oldest first."""

_PARTIES = Listing(
    models.Party,
    order=lambda given: (Key("t.search", "text"), _ID),
    seen=lambda platform, actor: visible(platform.policy, actor, models.Party, "t"),
    asked=lambda platform, actor, given: Sql.all_of(
        [
            Sql("t.merged_into IS NULL AND t.erased_at IS NULL"),
            *words("t.search", given.get("name") or "", field="name"),
        ]
    ),
)


async def fetch(info: Info, global_id: str) -> Any:
    """The object with a global id, or None when it is absent or hidden."""
    type_name, row_id = ids.decode(global_id)
    reader = info.context.reader
    if type_name in info.context.platform.case_types:
        case = await reader.case(row_id)
        return info.context.present(case) if case and case.case_type == type_name else None
    if type_name == "Webhook":
        webhook = await webhook_by_id(info.context.platform, info.context.actor, row_id)
        return webhook and webhook_of(webhook)
    if type_name == "ApiKey":
        key = await api_key_by_id(info.context.platform, info.context.actor, row_id)
        return key and api_key_of(key)
    if type_name == "Disposal":
        disposal = await disposal_by_id(info.context.platform, info.context.actor, row_id)
        return disposal and present(Disposal, disposal)
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

    worklist: Connection[Task] = listed(
        Task, _WORKLIST, "Your open tasks: assigned to you, or to nobody and for one of your roles."
    )
    pending_approvals: Connection[Approval] = listed(
        Approval, _PENDING, "Approvals that wait for one of your roles and that you did not ask for."
    )

    @strawberry.field(
        description="Any object by its global id; null when it is absent or hidden from you.",
        metadata=source(Fetch()),
    )
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        """Relay's refetch."""
        return cast("Node | None", await fetch(info, id))

    @strawberry.field(
        description="A case by its id; null when it is absent or hidden from you.", metadata=source(Fetch())
    )
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
            describe(case_type, platform.plugin_of(name), info.context.hidden(name), platform.practices_of(case_type))
            for name, case_type in platform.case_types.items()
            if platform.policy.sees_type(actor, case_type)
        ]

    @strawberry.field(description="The instruments of the case types you may see, for drawing forms.")
    def instruments(self, info: Info) -> list[Instrument]:
        """What the plugins declare, by name."""
        platform, actor = info.context.platform, info.context.actor
        seen = [each for each in platform.case_types.values() if platform.policy.sees_type(actor, each)]
        used = {use.instrument for case_type in seen for use in case_type.instruments}
        return [
            instrument_of(instrument, platform.plugin_of_instrument(name))
            for name, instrument in sorted(platform.instruments.items())
            if name in used
        ]

    @strawberry.field(description="Parties of the cases you may see, by name.", metadata=source(_PARTIES))
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
        return await paged(info, Party, _PARTIES, {"name": name}, first, after, last, before)

    @strawberry.field(
        description="An event of a case's history by its id; null when it is absent or hidden from you.",
        metadata=source(Fetch()),
    )
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
        listing = Listing(models.Webhook, lambda given: _NEWEST, lambda platform, actor: where)
        return await paged(info, Webhook, listing, {}, first, after, last, before)

    @strawberry.field(description="The API keys you may manage, newest first.")
    async def api_keys(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[ApiKey]:
        """Yours, and those of which you may integrate each case type."""
        where = await manageable_keys(info.context.platform, info.context.actor)
        listing = Listing(models.ApiKey, lambda given: _NEWEST, lambda platform, actor: where)
        return await paged(info, ApiKey, listing, {}, first, after, last, before)
