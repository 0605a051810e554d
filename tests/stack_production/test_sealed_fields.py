"""Fields that are stored sealed: who has the database reads none of them, and keys change while people work."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from casewright import models
from casewright.operations.rekeying import rekey
from casewright.operations.webhooks import signing_keys
from kit import Person, Stack, running
from stack.town import nothing_changes, written
from stack_production import vaults
from stack_production.keyed import NO_WORKER, ask
from story import decide

GOLD, IBAN, RENTER = "a bar of canary gold", "CANARY-IBAN-44", "Renata Renter"
OLD, NEW = (f"{name}:{b64encode(name[0].encode() * 32).decode()}" for name in ("old", "new"))
OPEN = "mutation Open($input: OpenVaultCaseInput!) { openVaultCase(input: $input) {"
OPEN += " problems { code rule } vaultCase { id version account content } } }"
QUERY = "query($id: ID!, $event: ID!) { case(id: $id) { number } event(id: $event) { name } }"


@asynccontextmanager
async def bank(database_url: str, folder: Path, keys: str) -> AsyncIterator[Stack]:
    """The gateway of a bank with these keys."""
    settings = {"broker_url": NO_WORKER, "webhook_allow": "127.0.0.1", "sealing_keys": keys}
    async with running(database_url, folder, {"vaults": vaults}, **settings) as stack:
        yield stack


async def opened(person: Person, **fields: Any) -> dict[str, Any]:
    """A vault that was asked for."""
    values = {"renter": RENTER, "account": IBAN, "content": GOLD, **fields}
    payload = await person.done("openVaultCase", "vaultCase { id version account content }", **values)
    case: dict[str, Any] = payload["vaultCase"]
    return case


async def seen(person: Person, case: dict[str, Any]) -> dict[str, Any]:
    """The vault as it is shown."""
    query = "query($id: ID!) { case(id: $id) { version ... on VaultCase { account content } } }"
    found: dict[str, Any] = (await person.ask(query, id=case["id"]))["case"]
    return found


async def stored(stack: Stack) -> str:
    """Everything that the database holds."""
    return "\n".join(row for rows in (await written(stack)).values() for row in rows)


async def worked_with(stack: Stack, banker: Person) -> dict[str, Any]:
    """A vault that was asked for under a key, changed, rented out and told of to another system."""
    await ask(banker, "k-1", OPEN, input={"renter": RENTER, "account": IBAN, "content": GOLD})
    case = await opened(banker)
    changed = await banker.done(
        "updateVaultCase", "vaultCase { version }", id=case["id"], expectedVersion=1, content=GOLD * 2
    )
    version = changed["vaultCase"]["version"]
    await banker.done("rentVaultCase", "vaultCase { id }", id=case["id"], expectedVersion=version, account=IBAN + "-2")
    return case


async def test_who_may_see_them_reads_them_and_the_database_holds_none(database_url: str, tmp_path: Path) -> None:
    """Row, history, kept answers and search have nothing of them; what is not sealed is the control."""
    async with bank(database_url, tmp_path, NEW) as stack:
        banker = stack.person("berta", "banker")
        case = await worked_with(stack, banker)
        assert await seen(banker, case) == {"version": 3, "account": IBAN + "-2", "content": GOLD * 2}
        everything = await stored(stack)
        assert GOLD not in everything and IBAN not in everything
        assert RENTER in everything


async def test_without_a_key_they_are_stored_as_they_are(database_url: str, tmp_path: Path) -> None:
    """The control: what the search above does not find, it finds here."""
    async with bank(database_url, tmp_path, "") as stack:
        await worked_with(stack, stack.person("berta", "banker"))
        everything = await stored(stack)
        assert GOLD in everything and IBAN in everything


async def test_a_hidden_group_stays_hidden(database_url: str, tmp_path: Path) -> None:
    """The guard sees whose vault it is, not what is in it."""
    async with bank(database_url, tmp_path, NEW) as stack:
        case = await opened(stack.person("berta", "banker"))
        assert await seen(stack.person("guido", "guard"), case) == {"version": 1, "account": IBAN, "content": None}


async def test_to_say_the_same_again_changes_nothing_of_it(database_url: str, tmp_path: Path) -> None:
    """Sealed anew it would look like a change in the history."""
    async with bank(database_url, tmp_path, NEW) as stack:
        banker = stack.person("berta", "banker")
        case = await opened(banker)
        selection = "vaultCase { events { name data } }"
        told = await banker.done(
            "updateVaultCase", selection, id=case["id"], expectedVersion=1, account=IBAN, content=None
        )
        [change] = [event for event in told["vaultCase"]["events"] if event["name"] == "updated"]
        assert list(change["data"]["changes"]) == ["content"]
        assert (await seen(banker, case))["content"] is None


@pytest.mark.parametrize("content", ["sealed:new:AAAA", "long " * 2001, "nul \x00"])
async def test_what_cannot_be_sealed_is_refused(database_url: str, tmp_path: Path, content: str) -> None:
    """By a problem at the field; nothing is written."""
    async with bank(database_url, tmp_path, NEW) as stack:
        banker = stack.person("berta", "banker")
        async with nothing_changes(stack):
            refused = await banker.do("openVaultCase", "vaultCase { id }", renter=RENTER, content=content)
        [problem] = refused["problems"]
        assert (problem["code"], problem["path"]) == ("BAD_USER_INPUT", ["input", "content"])


async def test_exports_tell_them_to_whom_they_are_for(database_url: str, tmp_path: Path) -> None:
    """Another system could not open them."""
    async with bank(database_url, tmp_path, NEW) as stack:
        banker = stack.person("berta", "banker")
        case = await opened(banker)
        told = await banker.done("exportCase", "export", id=case["id"], reason="the bank moves")
        assert told["export"]["case"]["fields"] == {"renter": RENTER, "account": IBAN, "content": GOLD}


async def test_keys_change_while_twenty_people_work(database_url: str, tmp_path: Path) -> None:
    """Nobody is refused, no version moves by it, and when the old key is gone everything is read: kept answers and
    the secret of a webhook too."""
    async with bank(database_url, tmp_path, OLD) as stack:
        banker = stack.person("berta", "banker")
        cases = [await opened(banker) for _ in range(20)]
        first = await ask(banker, "k-1", OPEN, input={"renter": RENTER, "content": GOLD})
        subscribed = {"url": "http://127.0.0.1:9/hook", "caseTypes": ["VaultCase"], "events": [], "query": QUERY}
        secret = (await banker.done("createWebhook", "secret", **subscribed))["secret"]
        assert secret not in await stored(stack)
    async with bank(database_url, tmp_path, f"{NEW},{OLD}") as stack:
        working = [edited(stack.person(f"clerk-{n}", "banker"), case, 5) for n, case in enumerate(cases)]
        counts: list[int] = []
        await asyncio.gather(*working, rekey(stack.platform, counts.append))
        assert sum(counts) > 0
        again: list[int] = []
        await rekey(stack.platform, again.append)
        assert again == []
    async with bank(database_url, tmp_path, NEW) as stack:
        banker = stack.person("berta", "banker")
        for case in cases:
            assert await seen(banker, case) == {"version": 6, "account": IBAN, "content": f"{GOLD} 4"}
        assert await ask(banker, "k-1", OPEN, input={"renter": RENTER, "content": GOLD}) == first
        assert signing_keys(stack.platform, await models.Webhook.get(), stack.platform.now()) == [secret]


async def test_what_waits_for_approval_is_sealed_anew_too(database_url: str, tmp_path: Path) -> None:
    """Agreed to when the old key is gone, it can be read."""
    async with bank(database_url, tmp_path, OLD) as stack:
        banker = stack.person("berta", "banker")
        case = await worked_with(stack, banker)
        asked = {"id": case["id"], "expectedVersion": 3, "account": f"{IBAN}-3"}
        waiting = await banker.done("billAnotherVaultCase", "approval { id }", **asked)
        assert IBAN not in await stored(stack)
    async with bank(database_url, tmp_path, f"{NEW},{OLD}") as stack:
        await rekey(stack.platform, lambda count: None)
    async with bank(database_url, tmp_path, NEW) as stack:
        await decide(stack.person("dirk", "director"), waiting["approval"])
        assert (await seen(stack.person("berta", "banker"), case))["account"] == f"{IBAN}-3"


async def test_a_key_that_went_too_early_is_said(database_url: str, tmp_path: Path) -> None:
    """The control: without rekeying, what it sealed cannot be read, and the rest can."""
    async with bank(database_url, tmp_path, OLD) as stack:
        case = await opened(stack.person("berta", "banker"))
    async with bank(database_url, tmp_path, NEW) as stack:
        answer = await stack.person("berta", "banker").send(
            "query($id: ID!) { case(id: $id) { number ... on VaultCase { renter account } } }", id=case["id"]
        )
        [error] = answer["errors"]
        assert error["extensions"]["code"] == "UNAVAILABLE"
        assert answer["data"]["case"] == {"number": "VLT-2026-00001", "renter": RENTER, "account": None}


async def edited(person: Person, case: dict[str, Any], times: int) -> None:
    """Somebody changes what is in a vault, so many times, each on the version they saw last."""
    for round_ in range(times):
        version = (await seen(person, case))["version"]
        await person.done(
            "updateVaultCase", "vaultCase { id }", id=case["id"], expectedVersion=version, content=f"{GOLD} {round_}"
        )
