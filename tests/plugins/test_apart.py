"""The five plugins beside each other: each starts alone, all are in the demonstration, one may go and come back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import casewright_healthcare
import casewright_hr
import casewright_insurance
import casewright_legal
import casewright_service_requests
from casewright import models
from casewright.events import verify
from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway.cli.sample import fill
from casewright_gateway.schema import compose, sdl
from kit import Person, running

PLUGINS: Mapping[str, Any] = {
    "healthcare": casewright_healthcare,
    "hr": casewright_hr,
    "insurance": casewright_insurance,
    "legal": casewright_legal,
    "service_requests": casewright_service_requests,
}


@pytest.fixture
def sqlite_url(sqlite_template: str, tmp_path: Path) -> str:
    """A fresh migrated file: what goes and comes back is the same on both databases."""
    file = tmp_path / "apart.db"
    file.write_bytes(Path(sqlite_template).read_bytes())
    return f"sqlite:///{file}"


@pytest.mark.parametrize("name", PLUGINS)
def test_each_plugin_starts_alone(name: str, tmp_path: Path) -> None:
    """The core and this plugin only: its case types are in the schema, nobody else's are."""
    settings = Settings(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'none.db'}")
    text = sdl(compose(Platform(settings, plugins={name: PLUGINS[name]})).schema)
    shown = {
        plugin: [each.name for each in module.case_types() if f"type {each.name} implements" in text]
        for plugin, module in PLUGINS.items()
    }
    own = [case_type.name for case_type in PLUGINS[name].case_types()]
    assert {plugin: names for plugin, names in shown.items() if names} == {name: own}


async def test_the_demonstration_shows_all_five(sqlite_url: str, tmp_path: Path) -> None:
    """Made-up cases of each type that has samples are on the API; each of the five plugins has some that got going."""
    async with running(sqlite_url, tmp_path, None) as stack:
        types = stack.platform.case_types
        kinds = {name: stack.platform.plugin_of(name) for name, each in types.items() if each.sample}
        await fill(stack.platform, "demo", 3 * len(kinds), lambda done, count: None)
        everybody = stack.person("ada", *{grant.role for each in types.values() for grant in each.grants})
        found = await everybody.ask("{ cases(first: 50) { edges { node { type stage } } } }")
        shown = {(edge["node"]["type"], edge["node"]["stage"]) for edge in found["cases"]["edges"]}
    assert {kind for kind, _ in shown} == set(kinds)
    assert {kinds[kind] for kind, stage in shown if stage != next(iter(types[kind].stages))} == set(PLUGINS)


async def test_made_up_cases_bring_the_documents_that_hold_them(sqlite_url: str, tmp_path: Path) -> None:
    """Some bills got beyond the stage that asks for documents, each with all of these."""
    async with running(sqlite_url, tmp_path, {"insurance": casewright_insurance}) as stack:
        await fill(stack.platform, "demo", 16, lambda done, count: None)
        asked = "{ medicalClaims(first: 16) { edges { node { stage documentChecklist { category present } } } } }"
        found = await stack.person("rita", "medical_reviewer").ask(asked)
    bills = [edge["node"] for edge in found["medicalClaims"]["edges"]]
    beyond = [bill["documentChecklist"] for bill in bills if bill["stage"] in {"processed", "valuated"}]
    assert beyond
    assert all(item["present"] for checklist in beyond for item in checklist)


LOOK = """query($id: ID!) { case(id: $id) { number title stage version notes { text } links { other { number } } } }"""
LISTS = "{ cases { totalCount edges { node { number } } } worklist { totalCount } }"


async def seen(person: Person, case: Mapping[str, Any]) -> dict[str, Any] | None:
    """The case, its notes and what it is linked to."""
    found: dict[str, Any] | None = (await person.ask(LOOK, id=case["id"]))["case"]
    return found


async def test_a_plugin_may_go_and_come_back(sqlite_url: str, tmp_path: Path) -> None:
    """Without it the others work on; its cases are in no list and in nobody's reach, their history stays provable.

    When it is back they are as they were.
    """
    roles = ("service_agent", "care_coordinator")
    async with running(sqlite_url, tmp_path, PLUGINS) as stack:
        ada = stack.person("ada", *roles)
        asked = {"item": "Second screen", "details": "For the ward"}
        request = (await ada.done("openServiceRequest", "serviceRequest { id number }", **asked))["serviceRequest"]
        referral = {"patientIdentifier": "P-1", "programme": "Recovery", "referralReason": "Fall", "referredBy": "GP"}
        plan = (await ada.done("openCarePlanCase", "carePlanCase { id number }", **referral))["carePlanCase"]
        await ada.done("addNote", "note { id }", id=plan["id"], text="Lives alone")
        await ada.done("linkCases", "case { id }", id=request["id"], otherId=plan["id"], kind="RELATED")
        before = [await seen(ada, case) for case in (request, plan)]
    assert all(before)

    left = {name: plugin for name, plugin in PLUGINS.items() if name != "healthcare"}
    async with running(sqlite_url, tmp_path, left) as stack:
        ada = stack.person("ada", *roles)
        listed = await ada.ask(LISTS)
        assert [edge["node"]["number"] for edge in listed["cases"]["edges"]] == [request["number"]]
        assert (await seen(ada, plan), (await seen(ada, request) or {})["number"]) == (None, request["number"])
        noted = await ada.do("addNote", "note { id }", id=plan["id"], text="Too late")
        assert [problem["code"] for problem in noted["problems"]] == ["NOT_FOUND"]
        await ada.done("addNote", "note { text }", id=request["id"], text="Ordered")
        assert await stack.client.get("/health/ready")
        stored = await models.Case.get(number=plan["number"])
        assert (stored.case_type, stored.title) == ("CarePlanCase", "Recovery, patient P-1")
        proved = {case.number: broken async for case, broken in verify(stack.platform.database)}
        assert proved == {request["number"]: None, plan["number"]: None}

    async with running(sqlite_url, tmp_path, PLUGINS) as stack:
        ada = stack.person("ada", *roles)
        assert await seen(ada, plan) == before[1]
        assert (await ada.ask(LISTS))["cases"]["totalCount"] == 2
