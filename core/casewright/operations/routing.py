"""Giving a case to the person who fits best, with the reasons on record."""

from datetime import datetime
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action, Confidentiality
from casewright.errors import Refused
from casewright.fields import check_text
from casewright.operations.assignments import hand_over
from casewright.operations.change import change, check_allowed
from casewright.platform import Platform
from casewright.plugins import blaming
from casewright.process import Status, check_active
from casewright.routing import Candidate, Needs, Ranked, rank
from casewright.working_models import Practice

_SHOWN = 3
"""So many of those who cannot have the case are named when nobody can."""


async def route_case(
    platform: Platform, actor: Actor, case_id: UUID, *, team: str | None = None, reason: str | None = None
) -> None:
    """Give the case to the best of a team, its own unless another is named; of everybody when it has none.

    Raises Refused when nobody can have it; it stays where it is then. Raises Invalid for a team that no text can name.
    """
    check_text(team, field="team")
    async with change(platform, actor, case_id, Action.ASSIGN) as draft:
        check_active(Status(draft.row.status), draft.row.number)
        target = team or draft.row.team
        ranked = await _ranked(platform, draft.row, target, draft.now)
        if not ranked or not ranked[0].eligible:
            raise Refused(_nobody(ranked, target), rule="routing.nobody")
        chosen = ranked[0]
        if chosen.subject == draft.row.assignee and target == draft.row.team:
            raise Refused(f"{chosen.subject} has it already, and fits best", rule="routing.same")
        await hand_over(draft, chosen.subject, target, "routed", reason, choice=list(chosen.reasons))


async def candidates(platform: Platform, actor: Actor, case_id: UUID, *, team: str | None = None) -> list[Ranked]:
    """Who could have the case, best first, as `route_case` would look at them; raises NotFound or Forbidden."""
    await check_allowed(platform, actor, case_id, Action.ASSIGN)
    row = await models.Case.get(id=case_id)
    return await _ranked(platform, row, team or row.team, platform.now())


def _nobody(ranked: list[Ranked], team: str | None) -> str:
    whose = f"of the team {team}" if team else "in the directory"
    if not ranked:
        return f"nobody {whose} can have it: there is no active member who is not excluded"
    told = "; ".join(f"{each.subject} {' and '.join(each.reasons)}" for each in ranked[:_SHOWN])
    return f"nobody {whose} can have it: {told}"


async def _ranked(platform: Platform, row: models.Case, team: str | None, now: datetime) -> list[Ranked]:
    members = await _members(platform, row, team)
    subjects = [member["subject"] for member in members]
    roles = await _roles(platform, [member["id"] for member in members])
    loads = await _loads(platform, row, subjects)
    known = await _known(platform, row, subjects)
    away = await _away(row.tenant_id, subjects, now)
    case_type, level = platform.case_types[row.case_type], Confidentiality(row.confidentiality)
    practice = platform.practice(case_type, row.model)
    found = [
        Candidate(
            subject=subject,
            skills=frozenset(member.skills),
            languages=frozenset(member.languages),
            load=loads.get(subject, 0),
            limit=_limit(member, practice),
            known=known.get(subject, 0),
            works=platform.policy.works_on(roles.get(member.id, frozenset()), case_type, level),
            away=subject in away,
            substitute=away.get(subject),
        )
        for subject, member in zip(subjects, [models.Member._init_from_db(**each) for each in members], strict=True)
    ]
    return rank(_needs(platform, row), found)


def _limit(member: models.Member, practice: Practice | None) -> int | None:
    """Their own, or else that of the model."""
    return practice.caseload_limit if practice and member.caseload_limit is None else member.caseload_limit


def _needs(platform: Platform, row: models.Case) -> Needs:
    case_type = platform.case_types[row.case_type]
    with blaming(platform.plugin_of(row.case_type), "what the case needs"):
        fields = case_type.load(row.fields_json, row.schema_version)
        skills = case_type.skills_of(fields) if case_type.skills_of else ()
        languages = case_type.languages_of(fields) if case_type.languages_of else ()
        return Needs(skills=frozenset(skills), languages=frozenset(languages))


async def _members(platform: Platform, row: models.Case, team: str | None) -> list[dict[str, Any]]:
    """The active members, of the team where one is named, whom nothing keeps out of the case."""
    excluded_roles = Sql.one_of("r.role", sorted(platform.case_types[row.case_type].excluded_roles))
    asked = [
        Sql("m.tenant_id = ? AND m.active = ?", (row.tenant_id, True)),
        Sql("m.subject NOT IN (SELECT e.subject FROM exclusion e WHERE e.case_id = ?)", (row.id,)),
        Sql(
            "NOT EXISTS (SELECT 1 FROM case_party r JOIN party p ON p.id = r.party_id"
            " WHERE r.case_id = ? AND r.until IS NULL AND p.subject = m.subject AND ",
            (row.id,),
        )
        + excluded_roles
        + Sql(")"),
    ]
    if team is not None:
        belongs = "SELECT g.member_id FROM membership g WHERE g.tenant_id = ? AND g.kind = 'team' AND g.name = ?"
        asked.append(Sql(f"m.id IN ({belongs})", (row.tenant_id, team)))
    return await platform.database.rows(Sql("SELECT m.* FROM member m WHERE ") + Sql.all_of(asked))


async def _roles(platform: Platform, members: list[Any]) -> dict[UUID, frozenset[str]]:
    rows = await platform.database.rows(
        Sql("SELECT member_id, name FROM membership WHERE kind = 'role' AND ") + Sql.one_of("member_id", members)
    )
    found: dict[UUID, frozenset[str]] = {}
    for row in rows:
        member = UUID(str(row["member_id"]))
        found[member] = found.get(member, frozenset()) | {row["name"]}
    return found


async def _loads(platform: Platform, row: models.Case, subjects: list[str]) -> dict[str, int]:
    """How many other active cases each of them has."""
    counted = Sql('SELECT assignee, count(*) AS n FROM "case" WHERE tenant_id = ? AND ', (row.tenant_id,))
    counted += Sql.one_of("assignee", subjects) + Sql(" AND status = 'active' AND id <> ? GROUP BY assignee", (row.id,))
    return {each["assignee"]: each["n"] for each in await platform.database.rows(counted)}


async def _known(platform: Platform, row: models.Case, subjects: list[str]) -> dict[str, int]:
    """How many cases of the same persons, this one included, each of them had."""
    same_people = (
        "SELECT o.case_id FROM case_party here JOIN party p ON p.id = here.party_id AND p.kind = 'person'"
        " JOIN case_party o ON o.party_id = here.party_id WHERE here.case_id = ?"
    )
    counted = Sql("SELECT subject, count(DISTINCT case_id) AS n FROM assignment WHERE ")
    counted += Sql.one_of("subject", subjects)
    counted += Sql(f" AND (case_id = ? OR case_id IN ({same_people})) GROUP BY subject", (row.id, row.id))
    return {each["subject"]: each["n"] for each in await platform.database.rows(counted)}


async def _away(tenant: str, subjects: list[str], now: datetime) -> dict[str, str | None]:
    """Who is away at this moment, and who stands in."""
    rows = await models.Absence.filter(tenant_id=tenant, subject__in=subjects, since__lte=now, until__gt=now).order_by(
        "id"
    )
    return {row.subject: row.substitute for row in rows}
