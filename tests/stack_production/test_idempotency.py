"""The same idempotency key: the same answer, and one effect, whatever happens in between."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import copy_context
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from strawberry.extensions import SchemaExtension

from casewright import models
from casewright.access.actor import Actor
from casewright.operations import idempotency as operation
from casewright.operations.idempotency import Run
from casewright.platform import Platform
from casewright.relay import Relay
from casewright_gateway import idempotency as gateway
from casewright_gateway import ids
from casewright_gateway.idempotency import Idempotency
from casewright_gateway.limits import Limits
from kit import Person, Stack
from stack.town import nothing_changes
from stack_production import dying
from stack_production.keyed import OPEN, ask, codes, count, lamp_town

LIME = {"street": "Lime Street"}


@pytest.fixture
async def stack(database_url: str, tmp_path: Path) -> AsyncIterator[Stack]:
    """A town with lamps, on each database."""
    async with lamp_town(database_url, tmp_path) as running_stack:
        yield running_stack


@pytest.fixture
def clerk(stack: Stack) -> Person:
    """Carla, who reports lamps."""
    return stack.person("carla", "clerk")


async def test_the_same_key_gives_the_same_answer_and_one_effect(stack: Stack, clerk: Person) -> None:
    """Byte for byte the first answer, also after the case went on; the control without a key has two effects."""
    first = await ask(clerk, "k", **LIME)
    case = json.loads(first)["data"]["openLampCase"]["lampCase"]
    await clerk.done("addNote", "note { id }", id=case["id"], text="still dark")
    async with nothing_changes(stack):
        assert await ask(clerk, "k", **LIME) == first
    assert await count(stack, "case") == 1
    await ask(clerk, None, **LIME)
    await ask(clerk, None, **LIME)
    assert await count(stack, "case") == 3


@pytest.mark.parametrize("keys", ["", f"first:{b64encode(bytes(32)).decode()}"], ids=["plain", "sealed"])
async def test_an_answer_that_is_forgotten_is_not_made_anew(database_url: str, tmp_path: Path, keys: str) -> None:
    """Whoever asks again is told that it was done; an answer without the word is given as before."""
    async with lamp_town(database_url, tmp_path, sealing_keys=keys) as stack:
        clerk = stack.person("carla", "clerk")
        await ask(clerk, "k", street='"Lime" Street')
        other = await ask(clerk, "other", street="Elm Row")
        await operation.forget_answers(stack.platform, "demo", ['"Lime"'])
        async with nothing_changes(stack):
            again = await ask(clerk, "k", street='"Lime" Street')
            assert (codes(again), "idempotency.forgotten" in again) == (["REFUSED"], True)
            assert await ask(clerk, "other", street="Elm Row") == other
        assert "Lime" not in str(await models.IdempotencyKey.all().values_list("answer", flat=True))


async def test_a_key_is_not_for_another_request(stack: Stack, clerk: Person) -> None:
    """Other variables, another query text and another operation of the same document are refused with a code."""
    both = OPEN + OPEN.replace("Open(", "Second(", 1)
    body = {"query": both, "variables": LIME, "operationName": "Open"}
    headers = {"authorization": f"Bearer {clerk.token}", "idempotency-key": "two"}
    await clerk.client.post("/graphql", json=body, headers=headers)
    await ask(clerk, "k", **LIME)
    async with nothing_changes(stack):
        other = await clerk.client.post("/graphql", json=body | {"operationName": "Second"}, headers=headers)
        answers = [
            await ask(clerk, "k", street="Elm Row"),
            await ask(clerk, "k", OPEN.replace("number ", ""), **LIME),
            other.text,
        ]
    assert [codes(answer) for answer in answers] == [["IDEMPOTENCY_KEY_REUSED"]] * 3
    assert all("data" not in json.loads(answer) for answer in answers)


async def many_duplicates(clerk: Person) -> list[str]:
    """Twenty keys, each asked under ten times at once."""
    asked = (ask(clerk, f"k{key}", street=f"Street {key}") for _ in range(10) for key in range(20))
    return await asyncio.gather(*asked)


async def test_simultaneous_duplicates_have_one_effect(stack: Stack, clerk: Person) -> None:
    """Nine of ten wait for the first and get its answer."""
    answers = await many_duplicates(clerk)
    assert {len({answers[key + 20 * again] for again in range(10)}) for key in range(20)} == {1}
    assert (await count(stack, "case"), await count(stack, "event")) == (20, 20)
    assert not any(codes(answer) for answer in answers)


async def test_control_without_the_guard(stack: Stack, clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where keys are not looked at, every duplicate has its effect."""
    monkeypatch.setattr(Idempotency, "on_execute", SchemaExtension.on_execute)
    await many_duplicates(clerk)
    assert await count(stack, "case") == 200


async def cut(*_: Any) -> None:
    """The process fails where the answer is to be kept."""
    raise OSError("cut")


async def cancel(*_: Any) -> None:
    """The client goes away where the answer is to be kept."""
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    await asyncio.sleep(0)


@pytest.mark.parametrize("crash", [cut, cancel])
async def test_a_crash_between_effect_and_answer_leaves_nothing(
    stack: Stack, clerk: Person, monkeypatch: pytest.MonkeyPatch, crash: Any
) -> None:
    """Effect and key go together, so asking again has the one effect."""
    async with nothing_changes(stack):
        with monkeypatch.context() as patched:
            patched.setattr(operation, "_keep", crash)
            await asyncio.gather(asyncio.create_task(ask(clerk, "k", **LIME)), return_exceptions=True)
    answers = [await ask(clerk, "k", **LIME) for _ in range(2)]
    assert answers[0] == answers[1]
    assert await count(stack, "case") == 1


@asynccontextmanager
async def afterwards(platform: Platform, actor: Actor, key: str, fingerprint: str) -> AsyncIterator[Run]:
    """The unsafe way: the key is written when the effect is committed already."""
    row = await models.IdempotencyKey.get_or_none(tenant_id=actor.tenant, subject=actor.subject, key=key)
    yield Run(row.answer if row else None)
    await operation._keep(actor, key, "")


async def test_control_with_a_key_that_is_written_afterwards(
    stack: Stack, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same crash applies the request twice."""
    monkeypatch.setattr(gateway, "once", afterwards)
    monkeypatch.setattr(operation, "_keep", cut)
    for _ in range(2):
        assert codes(await ask(clerk, "k", **LIME)) == ["INTERNAL"]
    assert await count(stack, "case") == 2


@pytest.mark.parametrize(
    ("point", "before", "after"),
    [
        ("before the answer is kept", 0, 1),
        ("before the reply", 1, 1),
        ("before the reply, without keys", 1, 2),  # the control
    ],
)
async def test_a_killed_process_applies_a_request_once(
    stack: Stack, clerk: Person, database_url: str, tmp_path: Path, point: str, before: int, after: int
) -> None:
    """SIGKILL before the commit leaves nothing, SIGKILL after it leaves effect and answer: asking again is safe."""
    command = [sys.executable, dying.__file__, database_url, str(tmp_path), point]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    child = await asyncio.to_thread(subprocess.run, command, env=environment, timeout=60)
    assert child.returncode == -signal.SIGKILL
    assert await count(stack, "case") == before
    answers = [await ask(clerk, "k", **LIME) for _ in range(2)]
    assert answers[0] == answers[1]
    assert json.loads(answers[0])["data"]["openLampCase"]["problems"] == []
    assert await count(stack, "case") == after


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        (OPEN.replace("number", "numbre"), LIME, "GRAPHQL_VALIDATION_FAILED"),
        (OPEN, {"street": 1}, "BAD_USER_INPUT"),
        (OPEN, {}, "BAD_USER_INPUT"),
        (OPEN.replace("number", "number brightness"), LIME | {"watts": 0}, "INTERNAL"),
    ],
)
async def test_a_request_that_fails_leaves_its_key_unused(
    stack: Stack, clerk: Person, query: str, variables: dict[str, Any], code: str
) -> None:
    """Nothing was done, the answer has no data that says otherwise, and the mended request may use the key."""
    async with nothing_changes(stack):
        failed = await ask(clerk, "k", query, **variables)
    assert codes(failed) == [code]
    assert json.loads(failed).get("data") is None
    assert codes(await ask(clerk, "k", **LIME)) == []
    assert await count(stack, "case") == 1


async def test_a_refused_mutation_leaves_its_key_unused(stack: Stack, clerk: Person) -> None:
    """The problems are data as always, and the mended request may use the key."""
    guest = stack.person("carla", "guest")
    async with nothing_changes(stack):
        for person, variables in ((guest, LIME), (clerk, {"street": "x" * 100_001})):
            payload = json.loads(await ask(person, "k", **variables))["data"]["openLampCase"]
            assert len(payload["problems"]) == 1
    assert codes(await ask(clerk, "k", **LIME)) == []
    assert await count(stack, "case") == 1


async def test_a_key_belongs_to_one_person_of_one_tenant(stack: Stack, clerk: Person) -> None:
    """The same key of somebody else is another key, for the same request and for another one."""
    people = [clerk, stack.person("dora", "clerk"), stack.person("carla", "clerk", tenant="elsewhere")]
    answers = [await ask(person, "k", **LIME) for person in people]
    assert len({json.loads(answer)["data"]["openLampCase"]["lampCase"]["id"] for answer in answers}) == 3
    assert [await ask(person, "k", **LIME) for person in people] == answers
    assert codes(await ask(stack.person("emil", "clerk"), "k", street="Elm Row")) == []


async def test_a_key_has_1_to_200_characters(stack: Stack, clerk: Person) -> None:
    """Others are refused with a code; queries do not look at the header."""
    async with nothing_changes(stack):
        for key in ("", "k" * 201):
            assert codes(await ask(clerk, key, **LIME)) == ["BAD_USER_INPUT"]
            assert json.loads(await ask(clerk, key, "{ me { subject } }")) == {"data": {"me": {"subject": "carla"}}}
    assert codes(await ask(clerk, "k" * 200, **LIME)) == []
    before = await ask(clerk, "q", "{ cases { totalCount } }")
    await ask(clerk, None, **LIME)
    assert await ask(clerk, "q", "{ cases { totalCount } }") != before


TWO = 'mutation($one: ID!, $two: ID!) { one: addNote(input: {id: $one, text: "1"}) { problems { code } note { id } }'
TWO += ' two: addNote(input: {id: $two, text: "2"}) { problems { code } note { id text } } }'


async def lamp(clerk: Person) -> str:
    """The id of a new case."""
    found: str = json.loads(await ask(clerk, None, **LIME))["data"]["openLampCase"]["lampCase"]["id"]
    return found


async def test_several_mutations_are_done_as_a_whole_or_not_at_all(stack: Stack, clerk: Person) -> None:
    """One that is refused takes the others with it, as an error; without a key each stands for itself."""
    one, two = await lamp(clerk), await lamp(clerk)
    absent = ids.encode("LampCase", uuid4())
    async with nothing_changes(stack):
        for variables in ({"one": one, "two": absent}, {"one": absent, "two": one}):
            answer = await ask(clerk, "k", TWO, **variables)
            assert (codes(answer), json.loads(answer).get("data")) == (["NOT_FOUND"], None)
    both = await ask(clerk, "k", TWO, one=one, two=two)
    assert await ask(clerk, "k", TWO, one=one, two=two) == both
    assert [json.loads(both)["data"][name]["problems"] for name in ("one", "two")] == [[], []]
    assert await count(stack, "note") == 2
    await ask(clerk, None, TWO, one=one, two=absent)
    assert await count(stack, "note") == 3


async def test_operations_that_block_each_other_have_one_effect_each(stack: Stack, clerk: Person) -> None:
    """What loses in a deadlock is done as a whole when it is asked again."""
    one, two = await lamp(clerk), await lamp(clerk)

    async def insist(number: int) -> None:
        cases = {"one": one, "two": two} if number % 2 else {"one": two, "two": one}
        while codes(answer := await ask(clerk, f"k{number}", TWO, **cases)):
            assert codes(answer) == ["UNAVAILABLE"]

    await asyncio.gather(*(insist(number) for number in range(4)))
    assert await count(stack, "note") == 8


async def test_the_relay_is_woken_when_all_is_committed(stack: Stack, clerk: Person) -> None:
    """Once for each event that was written, never inside the transaction, and not for what was rolled back."""
    woken: list[bool] = []
    platform = stack.platform
    platform.on_commit(lambda: woken.append(platform.database.in_transaction))
    case = await lamp(clerk)
    woken.clear()
    await ask(clerk, "k", TWO, one=case, two=case)
    assert woken == [False, False]
    await ask(clerk, "k", TWO, one=case, two=case)
    await ask(clerk, "other", TWO, one=case, two="absent")
    assert woken == [False, False]


async def test_a_duplicate_does_not_wait_for_ever(stack: Stack, clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the first is not done in time it is told so, and may ask again."""
    monkeypatch.setattr(gateway, "DEFAULT", Limits(seconds=0.05))
    carla, outside = Actor(tenant="demo", subject="carla"), copy_context()
    async with operation.once(stack.platform, carla, "k", "fingerprint"):
        asked = asyncio.create_task(ask(clerk, "k", **LIME), context=outside)
        assert codes(await asked) == ["TIMEOUT"]
    monkeypatch.undo()
    assert codes(await ask(clerk, "k", **LIME)) == []
    assert await count(stack, "case") == 1


async def test_an_upload_is_announced_once_and_confirmed_without_a_key(stack: Stack, clerk: Person) -> None:
    """No transaction is open while bytes are moved, so the key is refused where they are."""
    case = await lamp(clerk)
    announce = 'mutation($id: ID!) { requestUpload(input: {id: $id, name: "a.txt", mediaType: "text/plain", size: 1})'
    announce += " { versionId upload { url } } }"
    first = await ask(clerk, "k", announce, id=case)
    assert await ask(clerk, "k", announce, id=case) == first
    assert await count(stack, "document_version") == 1
    version = json.loads(first)["data"]["requestUpload"]["versionId"]
    confirm = 'mutation($id: ID!) { confirmUpload(input: {versionId: $id, sha256: ""}) { problems { code rule } } }'
    async with nothing_changes(stack):
        problems = json.loads(await ask(clerk, "c", confirm, id=version))["data"]["confirmUpload"]["problems"]
        unkeyed = json.loads(await ask(clerk, None, confirm, id=version))["data"]["confirmUpload"]["problems"]
    assert problems == [{"code": "REFUSED", "rule": "idempotency.alone"}]
    assert unkeyed == [{"code": "REFUSED", "rule": "document.absent"}]


async def test_what_waits_for_another_system_takes_no_key(stack: Stack) -> None:
    """A webhook's receiver is looked up in the network, and no transaction may be open meanwhile."""
    chief = stack.person("chris", "chief")
    create = 'mutation { createWebhook(input: {url: "https://nowhere.invalid", caseTypes: ["LampCase"],'
    create += ' query: "{ me { subject } }"}) { problems { code rule } } }'
    async with nothing_changes(stack):
        keyed, unkeyed = [json.loads(await ask(chief, key, create))["data"]["createWebhook"] for key in ("k", None)]
    assert keyed["problems"] == [{"code": "REFUSED", "rule": "idempotency.alone"}]
    assert unkeyed["problems"] != keyed["problems"]


async def test_keys_are_thrown_away_after_a_day(database_url: str, tmp_path: Path) -> None:
    """The relay does it; younger keys still have their answer, and an old key may be used anew."""
    moment = datetime(2026, 3, 2, 12, tzinfo=UTC)
    async with lamp_town(database_url, tmp_path, lambda: moment) as stack:
        clerk = stack.person("carla", "clerk")
        for hours in (0, 1):
            moment += timedelta(hours=hours)
            await ask(clerk, f"k{hours}", **LIME)
        moment += timedelta(hours=23, seconds=1)
        await Relay(stack.platform, lambda delivery: None, lambda clocks: None, asyncio.Event(), ()).round()
        assert [row.key for row in await models.IdempotencyKey.all()] == ["k1"]
        answers = [await ask(clerk, f"k{hours}", **LIME) for hours in (0, 1)]
        assert not any(codes(answer) for answer in answers)
        assert await count(stack, "case") == 3
