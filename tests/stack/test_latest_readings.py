"""The latest reading of the risk of a case, which every move asks for."""

from uuid import uuid4

from uuid_utils.compat import uuid7

from casewright import models
from casewright.db.database import Database
from casewright.db.sql import Sql
from stack.town import Town

CASES, READINGS = 10, 60
LATEST = "SELECT * FROM risk_assessment WHERE case_id = ? ORDER BY id DESC LIMIT 1"


async def test_it_is_not_looked_for_among_those_of_other_cases(town: Town) -> None:
    """Also where the database takes cases to have dozens each: not from the newest of the table backwards."""
    platform = town.stack.platform
    numbers = [(await town.tree())["number"] for _ in range(CASES)]
    cases = await models.Case.filter(number__in=numbers, tenant_id=town.tenant)
    await models.RiskAssessment.bulk_create(
        models.RiskAssessment(
            id=uuid7(),
            tenant_id=town.tenant,
            case_id=case.id,
            level="low",
            points=0,
            factors=[],
            missing=[],
            assessed_by="carla",
            assessed_at=platform.now(),
        )
        for _ in range(READINGS)
        for case in cases
    )
    async with platform.database.transaction():
        await platform.database.execute(Sql("ANALYZE risk_assessment"))
        plan = await planned(platform.database)
    assert "Index Cond: (case_id = $1)" in plan or "(case_id=?)" in plan
    assert "Sort" not in plan and "B-TREE" not in plan


async def planned(database: Database) -> str:
    """How the database reads the latest of any case."""
    if database.dialect == "sqlite":
        await database.rows(Sql("SELECT 1 FROM risk_assessment"))  # it explains by the schema it read last
        return str(await database.rows(Sql(f"EXPLAIN QUERY PLAN {LATEST}", (uuid4(),))))
    await database.execute(Sql("SET LOCAL plan_cache_mode = force_generic_plan"))
    await database.execute(Sql(f"PREPARE latest (uuid) AS {LATEST.replace('?', '$1')}"))
    plan = await database.rows(Sql(f"EXPLAIN EXECUTE latest ('{uuid4()}')"))
    await database.execute(Sql("DEALLOCATE latest"))
    return str(plan)
