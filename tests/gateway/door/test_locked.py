"""A locked server over HTTP: what is asked for and answered, and what browsers are told."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from casewright import models
from casewright.errors import Invalid
from casewright_gateway.browsers import origins_of
from casewright_gateway.doors import _deadlines
from casewright_gateway.late_refusals import LateRefusals
from casewright_gateway.limits import DEFAULT
from kit import Person, Stack, running
from stack_production import hydrants

QUERY = "{ me { subject } }"
LISTED = "query($n: Int!) { hydrantCases(first: $n) { edges { node { id number } } } }"


@asynccontextmanager
async def server(folder: Path, sqlite_template: str, **settings: Any) -> AsyncIterator[Stack]:
    file = folder / "casewright.db"
    shutil.copyfile(sqlite_template, file)
    plugins = {"hydrants": hydrants}
    async with running(f"sqlite:///{file}", folder, plugins, broker_url="redis://nowhere", **settings) as stack:
        yield stack


async def post(person: Person, content: Any, **headers: str) -> Any:
    """The response to a request."""
    sent = {"authorization": f"Bearer {person.token}", "accept": "application/graphql-response+json"} | headers
    return await person.client.post("/graphql", json=content, headers=sent)


async def test_without_introspection_nothing_is_told_of_the_schema(tmp_path: Path, sqlite_template: str) -> None:
    """Neither when asked, nor by suggestions, nor by a page to try the API; `__typename` is no secret."""
    async with server(tmp_path, sqlite_template, introspection="off") as stack:
        ada = stack.person("ada", "clerk")
        for query in ("{ __schema { types { name } } }", '{ __type(name: "Query") { name } }'):
            assert "disabled" in (await ada.send(query))["errors"][0]["message"]
        hints = {"{ hydrantCase { id } }", "{ me { subjec } }", "{ cases(firs: 1) { totalCount } }"}
        for query in hints:
            assert "Did you mean" not in (await ada.send(query))["errors"][0]["message"]
        assert (await ada.ask("{ __typename me { __typename } }"))["me"] == {"__typename": "Me"}
        assert (await stack.client.get("/ide")).status_code == 404
    async with server(tmp_path, sqlite_template) as stack:  # the control: an open server suggests
        ada = stack.person("ada", "clerk")
        assert all(["Did you mean" in str(await ada.send(query)) for query in hints])
        assert (await stack.client.get("/ide")).status_code == 200


async def test_only_trusted_documents_are_answered(tmp_path: Path, sqlite_template: str) -> None:
    """The same answer by id as by text, also when it is planned already; any other text is refused as a request."""
    file = tmp_path / "documents.json"
    file.write_bytes(orjson.dumps({"who": QUERY, "list": LISTED}))
    async with server(tmp_path, sqlite_template, trusted_documents=str(file)) as stack:
        ada = stack.person("ada", "clerk")
        for _ in range(3):
            assert (await post(ada, {"documentId": "who"})).json() == {"data": {"me": {"subject": "ada"}}}
            named = await post(ada, {"documentId": "list", "variables": {"n": 1}}, **{"x-casewright-plan": "1"})
            assert named.json()["extensions"] == {"plan": {"planned": True, "reason": None}}
        refused = await post(ada, {"query": "{ me { tenant } }"})
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


async def test_a_request_is_read_whole_though_its_plan_is_known(tmp_path: Path, sqlite_template: str) -> None:
    """What is refused before there is a plan is refused afterwards."""
    odd: list[dict[str, Any]] = [{"variables": 0}, {"variables": ""}, {"extensions": 7}, {"extensions": []}]
    async with server(tmp_path, sqlite_template) as stack:
        ada = stack.person("ada", "clerk")
        for _ in range(3):
            assert (await post(ada, {"query": QUERY})).status_code == 200
            refusals = [await post(ada, {"query": QUERY} | more) for more in odd]
            assert [(each.status_code, "data" in each.json()) for each in refusals] == [(400, False)] * 4


async def test_everybody_spends_what_they_have(tmp_path: Path, sqlite_template: str) -> None:
    """The cost is told to who asks for it, the same on both ways; whoever spent all is told when to come again."""
    async with server(tmp_path, sqlite_template, rate_limit=1250) as stack:
        ada = stack.person("ada", "clerk")
        page = {"query": LISTED, "variables": {"n": 1}}
        costs = [(await post(ada, page, **{"x-casewright-cost": "1"})).json()["extensions"] for _ in range(2)]
        assert costs == [{"cost": {"requested": 401, "limit": 5000}}] * 2
        assert (await post(ada, page)).status_code == 200
        late = await post(ada, page)
        assert late.status_code == 429
        assert 0 < int(late.headers["retry-after"]) < 60
        assert late.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
        assert "data" not in late.json()
        assert (await post(stack.person("bob", "clerk"), page)).status_code == 200


NO_OPERATIONS = [
    {"query": "{ me {"},
    {"query": "{ mee }"},
    {"query": "{ " + "a: me { subject } " * 20 + "}"},
    {"query": "query A($n: Int) { me { subject } }"},
    {"query": "query A { me { subject } }", "operationName": "B"},
]
"""Broken, unknown, too large, with a variable for nothing, and with another name."""


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_documents_that_are_none_cost_as_well(tmp_path: Path, sqlite_template: str, accept: str) -> None:
    """Fifty points, whatever is wrong, also when it was refused before: a storm is refused like any other.

    Control: without a budget each hears what is wrong, as often as they ask.
    """
    for limit, refused in ((60, True), (0, False)):
        folder = tmp_path / str(limit)
        folder.mkdir()
        async with server(folder, sqlite_template, rate_limit=limit) as stack:
            for number, request in enumerate(NO_OPERATIONS):
                person = stack.person(f"person {number}", "clerk")
                told = [(await post(person, request, accept=accept)).text for _ in range(2)]
                assert ["RATE_LIMITED" in text for text in told] == [False, refused]
                assert (await post(person, {"query": QUERY})).status_code == 200


async def test_each_row_of_a_table_costs_a_point(tmp_path: Path, sqlite_template: str) -> None:
    """The table that costs more than is left opens nothing, whatever its mutation costs."""
    text = "mutation($input: ImportCasesInput!) { importCases(input: $input) { opened problems { rule } } }"
    mapping = 'key = "{n}"\n[fields]\nstreet = "n"\n'

    def asked(first: int) -> dict[str, Any]:
        rows = orjson.dumps([{"n": f"{number}"} for number in range(first, first + 60)]).decode()
        return {"input": {"caseType": "HydrantCase", "file": rows, "format": "JSON", "map": mapping}}

    async with server(tmp_path, sqlite_template, rate_limit=100) as stack:
        ada = stack.person("ada", "clerk")
        told = await post(ada, {"query": text, "variables": asked(0)}, **{"x-casewright-cost": "1"})
        assert told.json()["data"]["importCases"] == {"opened": 60, "problems": []}
        assert told.json()["extensions"]["cost"]["requested"] == 64
        late = await post(ada, {"query": text, "variables": asked(60)})
        assert (late.status_code, late.json()["errors"][0]["extensions"]["code"]) == (429, "RATE_LIMITED")
        assert await models.Case.all().count() == 60


async def test_every_refusal_of_what_was_not_there_is_late(
    tmp_path: Path, sqlite_template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a plan, by the general executor, by GET, as a stream, and of tokens that are nobody's; nothing else is."""
    late: list[str] = []

    async def waited(self: LateRefusals, who: str, receive: Any) -> bool:
        late.append(who)
        return True

    monkeypatch.setattr(LateRefusals, "_waited", waited)
    page = {"query": LISTED, "variables": {"n": 1}}
    async with server(tmp_path, sqlite_template, rate_limit=500) as stack:
        ada = stack.person("ada", "clerk")
        assert (await post(ada, page)).status_code == 200
        assert late == []
        assert (await post(ada, page)).status_code == 429
        unknown = page | {"query": f"{LISTED} # that was never asked before"}
        assert (await post(ada, unknown)).status_code == 429
        signed = {"authorization": f"Bearer {ada.token}", "accept": "application/json"}
        asked = {"query": LISTED, "variables": '{"n": 1}'}
        assert (await stack.client.get("/graphql", params=asked, headers=signed)).status_code == 429
        stream = await post(ada, page, accept="text/event-stream")
        assert (stream.status_code, "RATE_LIMITED" in stream.text) == (200, True)
        assert late == ["demo"] * 4
        assert _deadlines(DEFAULT.seconds)._open == {}, "a limit that was left behind would stop whoever was refused"
        nobody = Person(stack.client, "x")
        statuses = [(await post(nobody, page)).status_code for _ in range(110)]
        assert statuses[:100] == [401] * 100
        assert late[4:] == ["127.0.0.1"] * statuses.count(429) != []


async def test_what_browsers_are_told(tmp_path: Path, sqlite_template: str) -> None:
    """Pages of the origins that are allowed may call with a token, without cookies; all others may not.

    No answer is shown, sniffed or kept; by TLS it stays.
    """
    board, other = "https://board.example.com", "https://evil.example.com"
    settings = {"allowed_origins": board, "public_url": "https://cases.example.com"}
    async with server(tmp_path, sqlite_template, **settings) as stack:
        ada = stack.person("ada", "clerk")
        asks = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}
        for origin, allowed in ((board, True), (other, False), ("null", False), (f"{board}.evil.example", False)):
            preflight = await stack.client.options("/graphql", headers={"origin": origin} | asks)
            assert (preflight.headers.get("access-control-allow-origin") == origin) is allowed
            answer = await post(ada, {"query": QUERY}, origin=origin)
            assert ("access-control-allow-origin" in answer.headers) is allowed
            assert "access-control-allow-credentials" not in preflight.headers | answer.headers
        for answer in (await post(ada, {"query": QUERY}), await stack.client.get("/none")):
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["strict-transport-security"].startswith("max-age=")
        page = await stack.client.get("/ide")
        assert "script-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    "setting", ["*", "board.example.com", "https://board.example.com/", "ftp://x", "https://", "https://x/y", "null"]
)
def test_an_origin_is_written_as_browsers_write_it(setting: str) -> None:
    """No pattern, no path: a comparison to the letter."""
    with pytest.raises(Invalid, match="an origin is written"):
        origins_of(setting)
