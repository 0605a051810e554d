"""What is fuzzed, how much of it, and what no answer may hold.

`make fuzz` asks for CASEWRIGHT_TEST_FUZZ times as much, at random; every other run asks the same each time.
"""

import json
import os
import re
from collections.abc import Iterator
from typing import Any

import httpx2
import orjson
import pytest
from hypothesis import HealthCheck, settings

from fuzz.operations import Operations
from served import Served, served

TIMES = int(os.environ.get("CASEWRIGHT_TEST_FUZZ", "1"))
CODES = {
    *("BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "QUERY_TOO_EXPENSIVE", "LIMIT_EXCEEDED"),
    *("NOT_FOUND", "FORBIDDEN", "REFUSED", "CONFLICT", "UNAUTHENTICATED", "IDEMPOTENCY_KEY_REUSED", "TIMEOUT"),
}
"""How anything may be refused; faults, of ours or of a plugin, are none of them."""
_INSIDE = re.compile(rb"Traceback|site-packages|asyncpg|aiosqlite|tortoise|OperationalError|internal error")


def asked(examples: int) -> settings:
    """So many examples, and TIMES as many under `make fuzz`."""
    return settings(
        max_examples=examples * TIMES,
        deadline=None,
        database=None,
        derandomize=TIMES == 1,
        print_blob=True,
        suppress_health_check=[*HealthCheck],
    )


def check(body: bytes) -> None:
    """An answer tells nothing of the inside, and each of its refusals has one of the codes."""
    assert not _INSIDE.search(body), body
    answer = orjson.loads(body)
    errors = answer if isinstance(answer, list) else answer.get("errors") or []
    codes = {error["extensions"]["code"] for error in errors}
    payloads = answer.get("data") or {} if isinstance(answer, dict) else {}
    for payload in payloads.values():
        if isinstance(payload, dict):
            codes |= {problem["code"] for problem in payload.get("problems") or ()}
    assert codes <= CODES, answer


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory, sqlite_template: str) -> Iterator[Served]:
    """What is fuzzed."""
    with served(tmp_path_factory.mktemp("fuzz"), sqlite_template) as target:
        yield target


@pytest.fixture(autouse=True)
def no_fault_is_logged(target: Served) -> Iterator[None]:
    """Nothing that a client sends is an error of the server."""
    target.errors.clear()
    yield
    assert target.errors == []


@pytest.fixture(scope="module")
def client(target: Served) -> Iterator[httpx2.Client]:
    """Somebody with every role."""
    headers = {"authorization": f"Bearer {target.token}", "content-type": "application/json"}
    with httpx2.Client(base_url=f"http://{target.host}", headers=headers, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def operations(target: Served, client: httpx2.Client) -> Operations:
    """Operations on what there is, and on what there is not."""
    query = "{ cases(first: 15) { edges { node { id tasks { id } parties: roles { id } } } } }"
    found = client.post("/graphql", json={"query": query}).text
    ids = re.findall(r'"([A-Za-z]+-[0-9a-f-]{36})"', found)
    return Operations(target.schema, [*ids, "Nothing-01a20000-0000-7000-8000-000000000000"])


def encoded(request: dict[str, Any]) -> str:
    """JSON with halves of surrogate pairs and numbers of any size, as a client may send it."""
    return json.dumps(request)
