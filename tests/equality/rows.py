"""A tenant full of cases of every declared type: opened by the real operation, then put anywhere in their lives."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.declarations import Confidentiality
from casewright.operations.opening import Opening, open_case
from casewright.operations.parties import NewParty
from casewright.platform import Platform
from casewright.process import Priority, Risk, Status
from casewright.working_models import WorkingModel
from equality import made
from equality.children import Children
from equality.staff import Staff

HOME, ELSEWHERE = "home", "elsewhere"
"""The tenants of the world."""
PEOPLE = ("nina", "carla", "xenia")
"""Subjects that rows name: as assignee, as party, as the one who did it. Xenia is excluded from every other case."""
COLLEAGUES = tuple(f"colleague {number}" for number in range(5))
"""Who is in the directory as well, and nowhere else."""
TEAMS = ("north", "south")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""The moment at which the world stands still, a Monday."""
_OPENED = 4
"""Cases of each type that are opened in earnest, with the tasks, clocks and events of an opening."""
_OLD_FORM = "TreeCase"
"""The case type of whose first case the fields are stored as version 1 had them."""


@dataclass(frozen=True)
class Author:
    """Who fills a tenant: the platform to write to and the dice."""

    platform: Platform
    tenant: str
    random: Random

    async def fill(self, cases: int) -> None:
        """So many cases of each type, and everything that belongs to them."""
        opened, copies = [], []
        for case_type in self.platform.case_types.values():
            first = [await self._opened(case_type, place) for place in range(min(cases, _OPENED))]
            opened += first
            copies += [self._copied(self.random.choice(first), case_type, place) for place in range(_OPENED, cases)]
        children = Children(self.tenant, self.random, PEOPLE, TEAMS)
        staff = Staff(self.tenant, self.random)
        for place, case in enumerate([*opened, *copies]):
            self._age(case, place)
            children.furnish(case, self.platform.case_types[case.case_type], opened, place)
        for case in opened:
            await case.save(force_update=True)
            await models.Task.filter(case_id=case.id).update(team=case.team)
        await models.Case.bulk_create(copies)
        await children.write()
        await staff.write([*PEOPLE, *COLLEAGUES][: max(1, cases)], TEAMS, sorted(_staff_roles(self.platform)))

    async def _opened(self, case_type: CaseType[Any], place: int) -> models.Case:
        fields = made.instance(case_type.fields.cls, self.random)
        declared = case_type.fields.fields
        values = {name: getattr(fields, name) for name in declared if not declared[name].marking.managed}
        values |= {name: f"{place} {values[name]}" for name in values if declared[name].marking.unique}
        parties = [NewParty(role=role, name=f"{made.text(self.random, 200)} {role}") for role in _roles(case_type)[:1]]
        team = made.maybe(self.random, lambda: self.random.choice(TEAMS))
        external = made.maybe(self.random, lambda: f"{place} {made.text(self.random, 100)}")
        opening = Opening(parties=parties, team=team, external_id=external)
        actor = Actor.platform(self.tenant, "carla")
        return await models.Case.get(id=await open_case(self.platform, actor, case_type, values, opening))

    def _copied(self, case: models.Case, case_type: CaseType[Any], place: int) -> models.Case:
        """Another case with the same fields, which nobody opened."""
        unique = {name for name, field in case_type.fields.fields.items() if field.marking.unique}
        stored = {name: f"{place} {value}" if name in unique else value for name, value in case.fields_json.items()}
        copied = {name: getattr(case, name) for name in models.Case._meta.fields_db_projection}
        number = f"{case.number}/{place}"
        own = {"id": uuid7(), "number": number, "external_id": None, "sequence": 0, "head": "", "fields_json": stored}
        return models.Case(**{**copied, **own})

    def _age(self, case: models.Case, place: int) -> None:
        """Put the case somewhere in its life, with fields that only transitions write; every third stays as it is."""
        random, case_type = self.random, self.platform.case_types[case.case_type]
        if place % 3 == 0:
            self._store_in_old_form(case)
            return
        case.fields_json = self._rewritten(case, case_type)
        case.stage = random.choice(list(case_type.stages))
        case.phase = case_type.stages[case.stage]
        case.outcome = made.maybe(random, lambda: random.choice(list(case_type.outcomes)))
        case.status = case_type.outcomes[case.outcome] if case.outcome else random.choice(list(Status)[:2])
        case.closed_at = made.moment(random) if case.outcome else None
        case.resume_on = random.choice(made.DATES) if case.status == Status.SUSPENDED else None
        case.assignee = made.maybe(random, lambda: random.choice(PEOPLE))
        case.team = made.maybe(random, lambda: random.choice(TEAMS))
        case.risk_level, case.risk_points = random.choice(list(Risk)), random.choice((0, 25, 70))
        case.priority = random.choice(list(Priority))
        case.model = made.maybe(random, lambda: random.choice(list(WorkingModel)))
        case.title = made.text(random)
        case.search = f"{case.number} {case.title}".casefold()
        case.opened_at, case.updated_at = made.moment(random), made.moment(random)
        case.version = random.randrange(1, 9)
        case.definition = random.choice((1, 1, 1, 2))
        case.confidentiality = random.choice((*Confidentiality, *[Confidentiality.NORMAL] * 4))

    def _rewritten(self, case: models.Case, case_type: CaseType[Any]) -> dict[str, Any]:
        fields = case_type.fields
        unique = {name: case.fields_json[name] for name, field in fields.fields.items() if field.marking.unique}
        return fields.dump(made.instance(fields.cls, self.random, **unique))

    def _store_in_old_form(self, case: models.Case) -> None:
        if case.case_type == _OLD_FORM and case.schema_version == 2:
            stored = dict(case.fields_json)
            stored["road"] = stored.pop("street")
            case.fields_json, case.schema_version = stored, 1


def _roles(case_type: CaseType[Any]) -> list[str]:
    """The party roles that the grants of the type speak of."""
    named = {role for grant in case_type.grants for role in grant.party_roles}
    return sorted(named | case_type.excluded_roles)


def _staff_roles(platform: Platform) -> set[str]:
    return {grant.role for case_type in platform.case_types.values() for grant in case_type.grants}
