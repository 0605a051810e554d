"""Programs are let in by people, with no more than these have; and shut out at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from casewright import models
from casewright.access.actor import Actor
from casewright.operations.api_keys import create_api_key
from kit import Person, Stack, running
from stack_production import hydrants
from stack_production.post_office import NO_WORKER, Clock

ME = "{ me { subject roles teams service limits { name } } }"
SEEN = "apiKey { id name owner roles teams createdBy revokedBy }"


@asynccontextmanager
async def town(database_url: str, folder: Path, clock: Clock) -> AsyncIterator[Stack]:
    async with running(database_url, folder, {"hydrants": hydrants}, clock, broker_url=NO_WORKER) as stack:
        yield stack


async def manage(person: Person, mutation: str, selection: str = SEEN, /, **values: Any) -> dict[str, Any]:
    """The payload of one mutation on keys."""
    kind = {"revokeApiKey": "ApiKeyInput"}.get(mutation, f"{mutation[0].upper()}{mutation[1:]}Input")
    text = f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ problems {{ code rule path }} {selection} }} }}"
    payload: dict[str, Any] = (await person.ask(text, input=values))[mutation]
    return payload


async def made(person: Person, **values: Any) -> tuple[str, Person]:
    """A key of somebody, and the program that has it."""
    wanted = {"name": "nightly export", "roles": ["dispatcher"]} | values
    payload = await manage(person, "createApiKey", f"secret {SEEN}", **wanted)
    assert payload["problems"] == []
    return payload["apiKey"]["id"], Person(person.client, payload["secret"])


async def code_of(person: Person) -> str:
    """The code by which somebody is refused."""
    code: str = (await person.send(ME))["errors"][0]["extensions"]["code"]
    return code


async def test_the_life_of_a_key(database_url: str, tmp_path: Path) -> None:
    """It acts as its maker without authority, has a second secret for a day, and ends by time or by being revoked.

    Nothing that is stored lets anybody in, and what is shown of a key has no secret.
    """
    clock = Clock()
    async with town(database_url, tmp_path, clock) as stack:
        dora = stack.person("dora", "dispatcher", "head", teams=("north",), limits={"order": 500})
        key, program = await made(dora, teams=["north"], days=30)
        me = (await program.ask(ME))["me"]
        assert me == {"subject": "dora", "roles": ["dispatcher"], "teams": ["north"], "service": True, "limits": []}
        assert (await dora.ask(ME))["me"]["service"] is False
        stored = await models.ApiKey.get()
        assert stored.secret_sha256 not in program.token
        assert program.token.split("_", 2)[2] not in str(vars(stored))

        rotated = await manage(dora, "rotateApiKey", "secret", id=key, days=60)
        successor = Person(dora.client, rotated["secret"])
        assert await program.ask(ME) == await successor.ask(ME)
        clock.advance(hours=24)
        assert await code_of(program) == "UNAUTHENTICATED"
        clock.advance(days=58)
        assert await successor.ask(ME)
        clock.advance(days=1)
        assert await code_of(successor) == "UNAUTHENTICATED"

        key, program = await made(dora)
        payload = await manage(dora, "revokeApiKey", id=key)
        assert (payload["problems"], payload["apiKey"]["revokedBy"]) == ([], "dora")
        assert await code_of(program) == "UNAUTHENTICATED"
        for mutation in ("revokeApiKey", "rotateApiKey"):
            assert (await manage(dora, mutation, id=key))["problems"][0]["rule"] == "api_key.state"


async def test_a_key_has_no_more_than_its_maker(database_url: str, tmp_path: Path) -> None:
    """Nor does anybody let in programs who may not tell other systems; and keys make no keys. Nothing is stored."""
    async with town(database_url, tmp_path, Clock()) as stack:
        dora = stack.person("dora", "dispatcher", "contractor", teams=("north",))
        refused = [
            (dora, {"roles": ["clerk"]}, "api_key.rights"),
            (dora, {"roles": ["contractor"], "teams": ["south"]}, "api_key.rights"),
            (dora, {"roles": ["dispatcher"]}, "api_key.rights"),  # her other role hides what this one shows
            (stack.person("carla", "clerk"), {"roles": ["clerk"]}, "grant.integrate"),
            (stack.person("nina", "nobody"), {"roles": ["nobody"]}, "grant.integrate"),
            (dora, {"roles": []}, None),
            (dora, {"roles": ["contractor"], "days": 0}, None),
            (dora, {"roles": ["contractor"], "name": " "}, "name.missing"),
        ]
        for person, values, rule in refused:
            payload = await manage(person, "createApiKey", f"secret {SEEN}", **({"name": "export"} | values))
            assert [problem["rule"] for problem in payload["problems"]] == [rule], values
            assert (payload["secret"], payload["apiKey"]) == (None, None)
        assert await models.ApiKey.all().count() == 0
        key, program = await made(dora, roles=["contractor", "dispatcher"])
        for mutation, values in (
            ("createApiKey", {"name": "another", "roles": ["dispatcher"]}),
            ("rotateApiKey", {"id": key}),
            ("revokeApiKey", {"id": key}),
        ):
            assert (await manage(program, mutation, **values))["problems"] != []
        assert await models.ApiKey.filter(revoked_at=None).count() == 1
        assert (await program.ask("{ apiKeys { totalCount } }"))["apiKeys"]["totalCount"] == 0


async def test_who_may_see_and_revoke_a_key(database_url: str, tmp_path: Path) -> None:
    """Its owner, and who may integrate all it reaches; only the owner gets a new secret; for others it is absent."""
    async with town(database_url, tmp_path, Clock()) as stack:
        key, program = await made(stack.person("dora", "dispatcher"))
        strangers = [
            stack.person("carla", "clerk", "head"),
            stack.person("paul", "plumber"),
            stack.person("dora", "dispatcher", tenant="elsewhere"),
        ]
        listed = "query($id: ID!) { node(id: $id) { id } apiKeys { edges { node { id } } } }"
        for stranger in strangers:
            assert await stranger.ask(listed, id=key) == {"node": None, "apiKeys": {"edges": []}}
            for mutation in ("revokeApiKey", "rotateApiKey"):
                [problem] = (await manage(stranger, mutation, id=key))["problems"]
                assert problem["code"] == "NOT_FOUND"
        colleague = stack.person("dirk", "dispatcher")
        assert (await colleague.ask(listed, id=key))["apiKeys"]["edges"] == [{"node": {"id": key}}]
        assert (await manage(colleague, "rotateApiKey", id=key))["problems"][0]["rule"] == "api_key.owner"
        assert await program.ask(ME)
        assert (await manage(colleague, "revokeApiKey", id=key))["problems"] == []
        assert await code_of(program) == "UNAUTHENTICATED"


async def test_what_is_closed_to_the_owner_is_closed_to_the_key(database_url: str, tmp_path: Path) -> None:
    """An exclusion of the person beats the key they made before."""
    async with town(database_url, tmp_path, Clock()) as stack:
        clerk, dora = stack.person("carla", "clerk"), stack.person("dora", "dispatcher")
        opened = await clerk.done("openHydrantCase", "hydrantCase { id }", street="Well Lane")
        _, program = await made(dora)
        count = "{ hydrantCases { totalCount } }"
        assert (await program.ask(count))["hydrantCases"]["totalCount"] == 1
        head = stack.person("henry", "head")
        case = opened["hydrantCase"]["id"]
        await head.done("excludePerson", "case { id }", id=case, subject="dora", reason="it is her street")
        assert (await program.ask(count))["hydrantCases"]["totalCount"] == 0


@pytest.mark.parametrize("change", [lambda key: key[:-1], lambda key: f"{key}a", lambda key: key[:37] + "x" * 43])
async def test_nearly_the_key_is_no_key(change: Any, database_url: str, tmp_path: Path) -> None:
    """Every character counts, and the refusal says the same as for a key that never was."""
    async with town(database_url, tmp_path, Clock()) as stack:
        operator = Actor.platform("demo", "operator")
        _, key = await create_api_key(
            stack.platform, operator, name="feed", roles=["clerk"], days=1, subject="service:feed"
        )
        assert (await Person(stack.client, key).ask(ME))["me"]["subject"] == "service:feed"
        assert await code_of(Person(stack.client, change(key))) == "UNAUTHENTICATED"
