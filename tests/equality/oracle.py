"""Who may see what, worked out a second time: row by row in Python, from the grants as they are declared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.db.sql import Sql
from casewright.declarations import Action, Confidentiality, Grant, Scope
from casewright.platform import Platform

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
_PARTS = {
    "attendance": "appointment",
    "consent": "case_party",
    "contact_issue": "contact",
    "contact_programme": "contact",
    "planned_contact": "contact",
    "document_share": "document",
    "document_version": "document",
    "goal": "plan",
    "goal_progress": "plan",
    "intervention": "plan",
    "risk_assessment": "risk",
}
"""Tables whose rows are told with another part of the case than the one of their name."""
_APART = {"webhook_attempt", "disposal", "notification"}
"""What has rules of its own although it tells of a case."""


@dataclass(frozen=True)
class Oracle:
    """Everything that is in the database, by id and by what belongs together."""

    case_types: Mapping[str, CaseType[Any]]
    places: Mapping[str, tuple[str, Mapping[str, Any]]]
    """Of every id: the table it is in, and the row."""
    rows: Rows

    @classmethod
    async def of(cls, platform: Platform) -> "Oracle":
        """From all rows as they are."""
        tables = [getattr(models, name)._meta for name in models.__all__]
        rows = {
            table.db_table: await platform.database.rows(Sql(f'SELECT * FROM "{table.db_table}"')) for table in tables
        }
        places = {
            str(row["id"]): (table, row)
            for table, found in rows.items()
            for row in found
            if table in {"case", "party"} or (table not in _APART and row.get("case_id"))
        }
        return cls(platform.case_types, places, rows)

    def shows(self, actor: Actor, identity: str) -> bool:
        """Whether the actor may know of the row with this id; ids of what belongs to no case are always fine."""
        if identity not in self.places:
            return True
        table, row = self.places[identity]
        if table == "case":
            return self.case(actor, row, "")
        if table == "party":
            same = {identity, str(row["merged_into"])}
            roles = [role for role in self.rows["case_party"] if str(role["party_id"]) in same]
            return any(self.shows(actor, str(role["id"])) for role in roles)
        case = self.places[str(row["case_id"])][1]
        supervised = table != "case_access" or self.case(actor, case, "", Action.SUPERVISE)
        return supervised and self.case(actor, case, _PARTS.get(table, table))

    def case(self, actor: Actor, case: Mapping[str, Any], part: str, action: Action = Action.READ) -> bool:
        """Whether any grant of the actor lets them do this on a case, or on this part of it."""
        excluded = any(row["subject"] == actor.subject for row in self._of(case, "exclusion"))
        if case["tenant_id"] != actor.tenant or excluded:
            return False
        case_type = self.case_types[case["case_type"]]
        return any(
            part not in grant.hide and self._reaches(actor, case, case_type, grant)
            for grant in self._grants(actor, case_type, action)
        )

    def hidden(self, actor: Actor, case_type: CaseType[Any]) -> set[str]:
        """The field groups that one of the actor's roles hides."""
        return set[str]().union(*(grant.hide for grant in self._grants(actor, case_type, Action.READ)))

    def _grants(self, actor: Actor, case_type: CaseType[Any], action: Action) -> Iterable[Grant]:
        return (grant for grant in case_type.grants if grant.role in actor.roles and action in grant.actions)

    def _reaches(self, actor: Actor, case: Mapping[str, Any], case_type: CaseType[Any], grant: Grant) -> bool:
        if Confidentiality(case["confidentiality"]).rank > grant.clearance.rank:
            return False
        if grant.scope is Scope.PARTY:
            return self._is_party(actor, case, grant.party_roles)
        if case_type.excluded_roles and self._is_party(actor, case, case_type.excluded_roles):
            return False
        match grant.scope:
            case Scope.TEAM:
                return case["team"] in actor.teams
            case Scope.ASSIGNED:
                return bool(case["assignee"] == actor.subject)
            case Scope.EMERGENCY:
                held = [row for row in self._of(case, "emergency_access") if row["subject"] == actor.subject]
                return any(datetime.fromisoformat(str(row["expires_at"])) > datetime.now(UTC) for row in held)
        return True

    def _is_party(self, actor: Actor, case: Mapping[str, Any], roles: Iterable[str]) -> bool:
        parties = {str(party["id"]): party["subject"] for party in self.rows["party"]}
        held = [
            role["role"]
            for role in self._of(case, "case_party")
            if role["until"] is None and parties[str(role["party_id"])] == actor.subject
        ]
        return bool(set(held) & set(roles) if roles else held)

    def _of(self, case: Mapping[str, Any], table: str) -> Iterable[Mapping[str, Any]]:
        return (row for row in self.rows[table] if row["case_id"] == case["id"])
