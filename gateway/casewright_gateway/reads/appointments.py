"""The appointments at which somebody is to be."""

from datetime import datetime

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.platform import Platform

MOST = 1_000


async def own_appointments(
    platform: Platform, actor: Actor, since: datetime, until: datetime
) -> list[tuple[models.Appointment, str]]:
    """Those of a span of time in cases the actor may read, each with the number of its case; the first thousand."""
    attends = Sql(
        "EXISTS (SELECT 1 FROM attendance a LEFT JOIN party p ON p.id = a.party_id"
        " WHERE a.appointment_id = t.id AND (a.subject = ? OR p.subject = ?))",
        (actor.subject, actor.subject),
    )
    in_time = Sql("t.tenant_id = ? AND t.ends_at >= ? AND t.starts_at < ?", (actor.tenant, since, until))
    visible = platform.policy.predicate(actor, Action.READ, part="appointment")
    rows = await platform.database.rows(
        Sql('SELECT t.*, c.number AS case_number FROM appointment t JOIN "case" c ON c.id = t.case_id WHERE ')
        + Sql.all_of([in_time, attends, visible])
        + Sql(" ORDER BY t.starts_at, t.id LIMIT ?", (MOST,))
    )
    numbers = [str(row.pop("case_number")) for row in rows]
    return list(zip((models.Appointment._init_from_db(**row) for row in rows), numbers, strict=True))
