"""Bad input at every mutation of the composed schema: told by code, rule and path, and not a row is written.

Generated: each mutation gets ids of the right kinds, then one bad value after the other at every place of its input.
"""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type, is_list_type, is_non_null_type

from casewright import models
from casewright.models.row import Row
from casewright.plugins import installed
from casewright_gateway.ids import encode
from equality.rows import Author
from kit import Person
from stack import walk
from stack.town import PLUGINS, Town, nothing_changes
from stack.walk import Mutation, Path

BAD: dict[str, list[Any]] = {
    "ID": ["", "nonsense", encode("Nothing", uuid4())],
    "String": ["a\x00b", "\ud800", 7],
    "Int": [2**40, 1.5, "x"],
    "Float": ["x"],
    "Boolean": ["yes"],
    "Decimal": ["NaN", "-Infinity", "1e999", "x"],
    "Date": ["2026-02-30", "tomorrow"],
    "DateTime": ["2026-03-02T09:00:00", "0001-01-01T00:00:00+14:00", "soon"],
    "JSON": ["\x00"],
}
"""Values that a scalar never takes, whatever it is about."""


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """Every plugin that is installed, and those of the town."""
    return {**installed(None), **PLUGINS}


async def test_bad_input_is_told_and_writes_nothing(town: Town) -> None:
    """Every mutation, every place of its input, every value that never fits.

    Over a thousand times the mutation itself refuses, and names the place; else it may be what stands before it, for
    instance that the case is at another stage.
    """
    platform = town.stack.platform
    await Author(platform, town.tenant, Random(1)).fill(1)
    found, versions = await objects(town.tenant)
    roles = {grant.role for each in platform.case_types.values() for grant in each.grants if not grant.hide}
    nina = town.person("nina", *sorted(roles))
    asked, named = 0, 0
    for mutation in walk.mutations(town.stack.schema):
        good = await suited(nina, mutation, found)
        if "expectedVersion" in good:
            good["expectedVersion"] = versions.get(good["id"], 1)
        async with nothing_changes(town.stack):
            for path, values in spoilt(mutation.input, good):
                told = await answer(nina, mutation, values)
                check(told, (mutation.name, path))
                asked += 1
                named += names(told, mutation.name, path)
    assert asked > 5_000
    assert named > 1_000


async def objects(tenant: str) -> tuple[dict[str, str], dict[str, int]]:
    """An object of every kind there is in the tenant, by the name of its type; and the versions of its cases."""
    found = {}
    for name in models.__all__:
        model = getattr(models, name)
        row = await model.filter(tenant_id=tenant).first() if issubclass(model, Row) else None
        if row is not None:
            found[name] = encode(name, row.id)
    cases = {encode(case.case_type, case.id): case for case in await models.Case.filter(tenant_id=tenant)}
    found |= {case.case_type: global_id for global_id, case in cases.items()}
    return found, {global_id: case.version for global_id, case in cases.items()}


async def answer(person: Person, mutation: Mutation, values: dict[str, Any]) -> dict[str, Any]:
    """What is answered to an input, sent as it is: half of a surrogate pair is escaped."""
    response = await person.client.post(
        "/graphql",
        content=json.dumps({"query": mutation.query(), "variables": {"input": values}}),
        headers={"authorization": f"Bearer {person.token}", "content-type": "application/json"},
    )
    answered: dict[str, Any] = json.loads(response.text)
    return answered


def check(told: dict[str, Any], where: tuple[str, Path]) -> None:
    """Either the form is wrong, or there are problems; each has its code, and says which rule and which place."""
    if "errors" in told:
        codes = {error["extensions"]["code"] for error in told["errors"]}
        assert codes <= {"BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"}, (where, told)
        assert told.get("data") in (None, {where[0]: None}), (where, told)
        return
    problems = told["data"][where[0]]["problems"]
    assert problems, where
    for problem in problems:
        assert problem["code"] in CODES, (where, problem)
        assert problem["message"], (where, problem)
        assert problem["rule"], (where, problem)
        assert problem["path"] or problem["code"] != "BAD_USER_INPUT", (where, problem)


def names(told: dict[str, Any], mutation: str, path: Path) -> bool:
    """Whether a problem is told of this place of the input."""
    problems = [] if "errors" in told else told["data"][mutation]["problems"]
    return any([str(step) for step in problem["path"] or ()][1:2] == [path[0]] for problem in problems)


CODES = {"BAD_USER_INPUT", "REFUSED", "FORBIDDEN", "NOT_FOUND", "CONFLICT"}


async def suited(person: Person, mutation: Mutation, found: dict[str, str]) -> dict[str, Any]:
    """An input whose ids are of the kinds that the mutation wants, as far as there are such objects."""
    values = mutation.values((), "", encode("Nothing", uuid4()))
    for _ in mutation.ids:
        told = await answer(person, mutation, values)
        problems = [] if "errors" in told else told["data"][mutation.name]["problems"]
        wanted = next((problem for problem in problems if problem["rule"] == "id.kind"), None)
        if wanted is None:
            break
        kind = wanted["message"].partition("not of a ")[2].split(" or ")[0]
        put(values, tuple(wanted["path"][1:]), found.get(kind, encode(kind, uuid4())))
    for path in mutation.ids:
        if path[-1] == "id" and str(values.get("id", "")).startswith("Nothing"):
            values["id"] = found["TreeCase"]
    return values


def put(values: Any, path: Path, value: Any) -> None:
    """Put a value at a place."""
    *way, last = path
    for step in way:
        values = values[int(step)] if isinstance(values, list) else values[step]
    values[int(last) if isinstance(values, list) else last] = value


def spoilt(kind: GraphQLInputObjectType, good: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The input with one bad value, for each place and value; without what is needed; with what is unknown."""
    for path, bad in places(kind, good, ()):
        for value in bad:
            values = deepcopy(good)
            put(values, path, value)
            yield path, values
    for name, field in kind.fields.items():
        if is_non_null_type(field.type):
            yield (name,), {given: value for given, value in good.items() if given != name}
    yield ("noSuchField",), {**good, "noSuchField": 1}


def places(kind: GraphQLInputObjectType, good: Any, path: Path) -> Iterator[tuple[Path, list[Any]]]:
    """Each place of an input at which there is a value, and what never fits there."""
    for name, field in kind.fields.items():
        if name in good:
            yield from _places(field.type, good[name], (*path, name))


def _places(kind: Any, good: Any, path: Path) -> Iterator[tuple[Path, list[Any]]]:
    bare = kind.of_type if is_non_null_type(kind) else kind
    if is_list_type(bare):
        for place, item in enumerate(good):
            yield from _places(bare.of_type, item, (*path, str(place)))
    elif isinstance(bare, GraphQLInputObjectType):
        yield from places(bare, good, path)
    elif isinstance(bare, GraphQLEnumType):
        yield path, ["NO_SUCH_CHOICE", 7]
    else:
        yield path, BAD[get_named_type(bare).name]
