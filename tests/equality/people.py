"""Who has to do with a case, made up: parties, assignments, exclusions."""

from random import Random
from typing import Any

from casewright import models
from casewright.casetype import CaseType
from equality.collected import Rows
from equality.made import maybe, moment, text


def add_people(rows: Rows, case: models.Case, case_type: CaseType[Any], random: Random, *, excluded: bool) -> None:
    """Parties in their roles, who has the case or had it, and who is kept out."""
    roles = sorted({role for grant in case_type.grants for role in grant.party_roles} | {"witness", "owner"})
    for party in random.sample(rows.parties(), random.randrange(4)):
        rows.add(
            models.CaseParty,
            case_id=case.id,
            party_id=party.id,
            role=random.choice(roles),
            since=moment(random),
            until=maybe(random, lambda: moment(random)),
        )
    for _ in range(random.randrange(3)):
        rows.add(
            models.Assignment,
            case_id=case.id,
            case_type=case.case_type,
            subject=maybe(random, rows.person),
            holders=random.randrange(4),
            team=maybe(random, lambda: random.choice(rows.teams)),
            assigned_by=rows.person(),
            since=moment(random),
            until=maybe(random, lambda: moment(random)),
            reason=maybe(random, lambda: text(random)),
            choice=maybe(random, lambda: [text(random), "has 0 cases"]),
        )
    if excluded:
        rows.add(
            models.Exclusion,
            case_id=case.id,
            subject=rows.people[-1],
            reason="a cousin",
            created_by=rows.people[0],
            created_at=moment(random),
        )
