"""What the comparison is made for is found by it, and told in few words."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from equality.asking import answers, questions
from equality.comparison import difference, told
from equality.gateways import Gateway
from equality.operations import Operation
from equality.shrinking import shrunk
from equality.world import World


def without_a_row(value: Any) -> Any:
    """Every list loses its last item."""
    if isinstance(value, dict):
        return {key: without_a_row(item) for key, item in value.items()}
    return [without_a_row(item) for item in value[:-1]] if isinstance(value, list) else value


def in_another_order(value: Any) -> Any:
    """The keys of every object, backwards."""
    if isinstance(value, dict):
        return {key: in_another_order(value[key]) for key in reversed(value)}
    return [in_another_order(item) for item in value] if isinstance(value, list) else value


def unmasked(value: Any) -> Any:
    """What is null shows something."""
    if isinstance(value, dict):
        return {key: unmasked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unmasked(item) for item in value]
    return "hidden" if value is None else value


@pytest.mark.parametrize("plant", [without_a_row, in_another_order, unmasked])
async def test_control_a_planted_difference_is_found(
    plant: Callable[[Any], Any], gateways: dict[str, Gateway], world: World
) -> None:
    """A row that is missing, keys in another order, a value that was to be hidden: each is a difference."""
    here, planted = gateways["sqlite"], 0
    for answer in await answers(here, questions(range(0, 900, 40), here, world)):
        body = json.loads(answer.body)
        changed = {**body, "data": plant(body["data"])} if body.get("data") else body
        same = json.dumps(changed) == json.dumps(body)
        other = replace(answer, body=json.dumps(changed).encode())
        assert (difference(told(answer), told(other)) is None) == same
        planted += not same
    assert planted >= 3


async def test_a_failure_is_cut_down_to_what_still_shows_it(gateways: dict[str, Gateway]) -> None:
    """Selections, fragments and variables that do not matter are left out of the report."""
    text = """query($a: ID!, $b: Boolean!) { me { subject tenant } node(id: $a) { ...F ... on Note { text author } } }
    fragment F on Node { id ... on Task @include(if: $b) { title stage } }"""

    async def shows(candidate: Operation) -> bool:
        return "stage" in candidate.text

    small = await shrunk(Operation(text, {"a": "x", "b": True}), gateways["sqlite"].schema, shows)
    assert "stage" in small.text
    assert not any(word in small.text for word in ("subject", "tenant", "title", "text", "author"))
