"""People who ask under idempotency keys, and the town with the lamps they ask about."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from casewright.db.sql import Sql
from casewright.platform import utc_now
from kit import Person, Stack, running
from stack_production import lamps

OPEN = "mutation Open($street: String!, $watts: Int) { openLampCase(input: {street: $street, watts: $watts})"
OPEN += " { problems { code rule } lampCase { id number street events { name sequence } } } }"
NO_WORKER = "redis://nowhere"
"""With a broker outside the process the gateway runs no worker, so nothing but the test writes."""


@asynccontextmanager
async def lamp_town(
    database_url: str, folder: Path, now: Callable[[], Any] = utc_now, sealing_keys: str = ""
) -> AsyncIterator[Stack]:
    """The gateway of a town with lamps, without a worker."""
    given = {"broker_url": NO_WORKER, "sealing_keys": sealing_keys}
    async with running(database_url, folder, {"lamps": lamps}, now, **given) as stack:
        yield stack


async def ask(person: Person, key: str | None, query: str = OPEN, /, **variables: Any) -> str:
    """The answer to a request under a key, byte for byte."""
    headers = {"authorization": f"Bearer {person.token}"} | ({} if key is None else {"idempotency-key": key})
    asked = {"query": query, "variables": variables}
    return (await person.client.post("/graphql", json=asked, headers=headers)).text


def codes(answer: str) -> list[str]:
    """The codes of the errors of an answer."""
    return [error["extensions"]["code"] for error in json.loads(answer).get("errors", ())]


async def count(stack: Stack, table: str) -> int:
    """How many rows a table has."""
    rows = await stack.platform.database.rows(Sql(f'SELECT count(*) AS n FROM "{table}"'))
    return int(rows[0]["n"])
