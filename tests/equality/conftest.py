"""The world on both databases, built once for all tests: filled on SQLite, carried to PostgreSQL by an archive."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

import pytest
from tortoise.backends.base.executor import EXECUTOR_CACHE

from casewright.archive.backup import backup
from casewright.operations.restore import restore
from casewright.operations.upkeep import bring_up
from casewright.platform import Platform
from databases import new_database
from equality.actors import widest
from equality.gateways import Gateway, gateway_on
from equality.operations import Operation
from equality.outside import place_events, subscribe
from equality.rows import ELSEWHERE, HOME, Author
from equality.world import World, survey

_CASES = {HOME: 9, ELSEWHERE: 2}
"""How many of each type the tenants have."""


@pytest.fixture(scope="session")
def urls(template: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A migrated database on every server there is, by dialect."""
    folder = tmp_path_factory.mktemp("equality")
    with new_database("sqlite", folder, template("sqlite")) as sqlite:
        if not os.environ.get("CASEWRIGHT_TEST_POSTGRES"):
            yield {"sqlite": sqlite}
            return
        with new_database("postgres", folder, template("postgres")) as postgres:
            yield {"sqlite": sqlite, "postgres": postgres}


@pytest.fixture(scope="session")
async def gateways(urls: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Gateway]:
    """A gateway on each database, by dialect; all hold the same rows."""
    EXECUTOR_CACHE.clear()  # Tortoise keeps statements by table only, whatever the dialect
    folder = tmp_path_factory.mktemp("data")
    found = {dialect: gateway_on(url, folder / dialect) for dialect, url in urls.items()}
    await bring_up(found["sqlite"].platform, _silent)
    async with found["sqlite"] as here:
        await _fill(here.platform)
        await bring_up(here.platform, _silent)  # what follows from other rows is as it will be after the restore
        await backup(here.platform, folder / "world.tar", _silent, _silent)
    if "postgres" in found:
        await restore(found["postgres"].platform, folder / "world.tar", _silent, _silent)
    EXECUTOR_CACHE.clear()
    return found


async def _fill(platform: Platform) -> None:
    random = Random(20260302)
    for tenant, cases in _CASES.items():
        await Author(platform, tenant, random).fill(cases)
        await subscribe(tenant, "InsuranceClaim", cases // 2, random)
    await place_events(platform)


@pytest.fixture(scope="session")
def general(
    gateways: dict[str, Gateway], urls: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Gateway]:
    """Gateways on the same databases whose every answer is strawberry's."""
    folder = tmp_path_factory.mktemp("general")
    return {dialect: gateway_on(urls[dialect], folder / dialect, planner="off") for dialect in gateways}


def _silent(*_: Any) -> None:
    pass


@pytest.fixture(scope="session")
async def world(gateways: dict[str, Gateway]) -> World:
    """What is in the databases, told by PostgreSQL where there is one: its cursors have decimals to the last digit."""
    here = gateways.get("postgres", gateways["sqlite"])
    actor = widest(here.platform.case_types.values())

    async def ask(text: str, variables: Mapping[str, Any]) -> Any:
        answer = json.loads((await here(Operation(text, dict(variables)), actor)).body)
        assert "errors" not in answer, answer
        return answer["data"]

    async with here:
        return await survey(here.platform, here.schema, ask)
