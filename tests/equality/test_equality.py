"""One operation, one actor, one answer: thousands of made-up operations, however and wherever they are executed.

Each seed stands for one field of one type that can be reached from Query, in turn, so there are as many as there are
fields; `CASEWRIGHT_TEST_EQUALITY` sets how many are tried instead. A failure names its seed, and the operation cut down
to what still differs.
"""

import json
import os
from collections.abc import Sequence

import pytest
from graphql import GraphQLSchema

from equality import coverage
from equality.actors import actors
from equality.asking import Question, check_alike, check_harmless, questions, said
from equality.comparison import planned, told, told_by_any_database
from equality.gateways import Answer, Gateway
from equality.needed import needed
from equality.operations import Operation
from equality.pairs import pairs
from equality.world import World

pytestmark = [
    # graphql-core leaves resolvers behind that were not begun when a field beside them fails
    pytest.mark.filterwarnings("ignore:coroutine .*_async_resolver:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SEEDS = os.environ.get("CASEWRIGHT_TEST_EQUALITY")
PARTS = 12
"""Tests that share the seeds, so that several processes work on them."""
PLANNED_SHARE = 0.5
"""At least so many of the operations that have an answer are planned, when there are many."""
TOLD_SHARE = 0.18
"""At least so many of the answers have something in the field that was to be asked for, when there are many."""
ORDERS, PAGES = 3, 30
"""Of each list so many orders are followed, at most so many pages in each direction."""


def seeds(schema: GraphQLSchema, part: int) -> range:
    """The share of a part."""
    return range(part, int(SEEDS) if SEEDS else len(pairs(schema)), PARTS)


def check_telling(schema: GraphQLSchema, asked: Sequence[Question], answers: Sequence[Answer]) -> None:
    """Each operation asks for the field that its seed stands for, and many answers have something there."""
    every, told_of = pairs(schema), 0
    for question, answer in zip(asked, answers, strict=True):
        wanted = every[question.seed % len(every)]
        shown = wanted in coverage.answered(schema, question.operation, json.loads(answer.body).get("data"))
        assert shown or wanted in coverage.asked(schema, question.operation), question
        told_of += shown
    assert SEEDS or told_of > len(asked) * TOLD_SHARE, f"{told_of} of {len(asked)}"


@pytest.mark.parametrize("part", range(PARTS))
async def test_one_answer_wherever_and_however(
    part: int, gateways: dict[str, Gateway], general: dict[str, Gateway], world: World
) -> None:
    """The same on both databases, but for cursors; on one of them, by turns, also without plans and in front.

    An operation is planned under strawberry, where it is met first, and in front of it, where it is known.
    """
    asked = questions(seeds(gateways["sqlite"].schema, part), gateways["sqlite"], world)
    first = {dialect: await said(gateway, asked) for dialect, gateway in gateways.items()}
    for elsewhere in first.values():
        await check_alike(asked, first["sqlite"], elsewhere, told_by_any_database)
    check_harmless(asked, first["sqlite"].answers, world)
    check_telling(gateways["sqlite"].schema, asked, first["sqlite"].answers)
    dialect = list(gateways)[part % len(gateways)]
    again = await said(gateways[dialect], asked)
    for other in (await said(general[dialect], asked), again):
        await check_alike(asked, first[dialect], other, told)
    answered = [answer for answer in again.answers if not told(answer).errors]
    assert SEEDS or sum(map(planned, answered)) >= len(answered) * PLANNED_SHARE


async def test_pages_are_followed_alike(gateways: dict[str, Gateway], world: World) -> None:
    """Every list in several orders, from its beginning to its end and back, by the cursors each gateway gave out."""
    for name, orders in world.pages.items():
        for order, _ in orders[:ORDERS]:
            walks = [await walked(gateway, name, order) for gateway in gateways.values()]
            assert all(walk == walks[0] for walk in walks), (name, order)


async def walked(gateway: Gateway, name: str, order: object) -> list[str]:
    """The ids of a list, forward to its end, at most so many pages, and backward to its beginning."""
    actor, found = actors(gateway.platform.case_types.values())["everything"], []
    assert gateway.schema.query_type is not None
    given = needed(gateway.schema.query_type.fields[name])
    ordered = f"orderBy: {literal(order)}, " if order else ""
    async with gateway:
        for size, place, edge, more in (
            ("first", "after", "endCursor", "hasNextPage"),
            ("last", "before", "startCursor", "hasPreviousPage"),
        ):
            at: str | None = None
            for _ in range(PAGES):
                page = f"{name}({given}{ordered}{size}: 7, {place}: $at)"
                text = f"query($at: String) {{ {page} {{ edges {{ node {{ id }} }} pageInfo {{ {edge} {more} }} }} }}"
                data = json.loads((await gateway(Operation(text, {"at": at}), actor)).body)["data"][name]
                found += [each["node"]["id"] for each in data["edges"]]
                at = data["pageInfo"][edge]
                if not data["pageInfo"][more]:
                    break
    return found


def literal(order: object) -> str:
    """An order as it is written into a document."""
    return json.dumps(order).replace('"', "")
