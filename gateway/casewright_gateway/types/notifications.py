"""What somebody is told, and by which ways."""

from datetime import datetime

import strawberry

from casewright import models
from casewright.notices import NoticeKind
from casewright_gateway.sources import its_case, one
from casewright_gateway.types.history import Event
from casewright_gateway.types.node import Node
from casewright_gateway.types.work import LazyCase

strawberry.enum(NoticeKind, name="NotificationKind", description="Why somebody is told.")


@strawberry.type(description="What you are told about an event, as long as you may see its case.")
class Notification(Node):
    """One for each event and person."""

    row: strawberry.Private[models.Notification]
    kind: NoticeKind = strawberry.field(description="Why you are told.")
    caused_by: str = strawberry.field(description="Who did what it is about; `casewright` when time did.")
    made_at: datetime = strawberry.field(description="When that was.")
    read_at: datetime | None = strawberry.field(description="When you read it; empty: not yet.")

    event: Event | None = one(Event, "event_id", "What it is about; empty when you may not see the history.")

    case: LazyCase = its_case("The case it belongs to.")


@strawberry.type(description="By which ways you are told of one kind of thing.")
class NotificationPreference:
    """Both, unless you say otherwise."""

    kind: NoticeKind = strawberry.field(description="Of what.")
    in_app: bool = strawberry.field(description="Whether it is among your notifications.")
    email: bool = strawberry.field(description="Whether it comes by e-mail, where the directory has an address.")
