"""Who reads nearly all cases of a type: the few that are kept from them are those the predicate hides from them."""

from collections.abc import Mapping

import pytest

from casewright.access.actor import Actor
from casewright.access.policy import Policy
from casewright.casetype import CaseType
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.platform import Platform
from equality.actors import actors
from equality.gateways import Gateway


async def differences(platform: Platform) -> tuple[list[str], int]:
    """Who would count other cases than they see, and how many questions there were of which something is kept."""
    policy, told, keeping, asked = platform.policy, [], 0, set()
    for who, actor in actors(platform.case_types.values()).items():
        for name, case_type in platform.case_types.items():
            for part in parts(case_type):
                kept = policy.kept_from(actor, case_type, part)
                seen = policy.predicate(actor, Action.READ, part=part)
                if kept is None or (name, kept, seen) in asked:
                    continue
                asked.add((name, kept, seen))
                row = await _compared(platform, actor, name, seen, kept)
                keeping += bool(row["hidden"])
                told += [f"{who}, {name}, {part}"] * bool(row["different"])
    return told, keeping


async def _compared(platform: Platform, actor: Actor, name: str, seen: Sql, kept: Sql) -> Mapping[str, int]:
    """How many cases of the type are hidden, and of how many the two ways say something else."""
    [row] = await platform.database.rows(
        Sql("SELECT count(CASE WHEN NOT seen THEN 1 END) AS hidden,")
        + Sql(" count(CASE WHEN seen <> counted THEN 1 END) AS different FROM (SELECT (")
        + seen
        + Sql(") AS seen, c.id NOT IN (")
        + kept
        + Sql(') AS counted FROM "case" c WHERE c.tenant_id = ? AND c.case_type = ?) told', (actor.tenant, name))
    )
    return row


def parts(case_type: CaseType[object]) -> list[str]:
    """What grants of the type hide, and nothing."""
    return ["", *sorted(set().union(*(grant.hide for grant in case_type.grants)))]


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
async def test_what_is_left_out_is_what_they_may_not_see(gateways: dict[str, Gateway], dialect: str) -> None:
    """Every role alone and many together, every case type, and every part that a grant hides."""
    if dialect not in gateways:
        pytest.skip("CASEWRIGHT_TEST_POSTGRES names no server")
    async with gateways[dialect] as here:
        told, keeping = await differences(here.platform)
    assert told == []
    assert keeping > 20


async def test_control_what_is_forgotten_is_found(
    gateways: dict[str, Gateway], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nothing kept from anybody, cases are counted that somebody does not see."""
    nothing = Sql("SELECT id FROM exclusion")
    monkeypatch.setattr(Policy, "kept_from", lambda *asked: nothing)
    async with gateways["sqlite"] as here:
        assert (await differences(here.platform))[0]
