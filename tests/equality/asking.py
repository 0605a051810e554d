"""Asking two gateways the same, and telling where they differ so that one can look into it."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

import pytest

from casewright.access.actor import Actor
from equality.actors import actors
from equality.comparison import Told, difference
from equality.gateways import Answer, Gateway
from equality.operations import Operation, operation
from equality.rows import ELSEWHERE
from equality.shrinking import shrunk
from equality.world import World

SeenAs = Callable[[Answer], Told]
"""What of an answer is compared."""


@dataclass(frozen=True)
class Question:
    """An operation and who asks it."""

    seed: int
    operation: Operation
    name: str
    actor: Actor


def questions(seeds: Iterable[int], gateway: Gateway, world: World) -> list[Question]:
    """What is asked by which seed, and by whom: mostly by somebody who sees nearly everything."""
    people = actors(gateway.platform.case_types.values())
    asked = []
    for seed in seeds:
        dice = Random(seed)
        name = "everything" if dice.random() < 0.6 else dice.choice(sorted(people))
        asked.append(Question(seed, operation(seed, gateway.schema, world), name, people[name]))
    return asked


async def answers(gateway: Gateway, questions: Sequence[Question]) -> list[Answer]:
    """What a gateway says, one after the other."""
    async with gateway:
        return [await gateway(question.operation, question.actor) for question in questions]


@dataclass(frozen=True)
class Said:
    """What a gateway said to some questions."""

    gateway: Gateway
    answers: Sequence[Answer]


async def said(gateway: Gateway, questions: Sequence[Question]) -> Said:
    """What a gateway says, to be compared with what another one says."""
    return Said(gateway, await answers(gateway, questions))


async def check_alike(asked: Sequence[Question], here: Said, there: Said, seen_as: SeenAs) -> None:
    """Fails at the first question that two gateways answered differently."""
    for question, left, right in zip(asked, here.answers, there.answers, strict=True):
        found = difference(seen_as(left), seen_as(right))
        if found:
            shown = await explained(here.gateway, there.gateway, question, seen_as)
            pytest.fail(f"{found}\nasked again and cut down: {shown}")


async def explained(here: Gateway, there: Gateway, question: Question, seen_as: SeenAs) -> str:
    """The question cut down to what is answered differently, and how."""

    async def differs(candidate: Operation) -> str | None:
        asked_again = [replace(question, operation=candidate)]
        [left], [right] = await answers(here, asked_again), await answers(there, asked_again)
        return difference(seen_as(left), seen_as(right))

    small = await shrunk(question.operation, here.schema, differs)
    return f"seed {question.seed}, {question.name}: {await differs(small)}\n{small.text}\n{json.dumps(small.variables)}"


def check_harmless(asked: Sequence[Question], said: Sequence[Answer], world: World) -> None:
    """No fault, no plan that failed, and nobody at home was shown anything of elsewhere."""
    for question, answer in zip(asked, said, strict=True):
        text = answer.body.decode()
        assert "the plan failed" not in text, question
        assert "INTERNAL" not in text and answer.status < 500, (question, text)
        assert question.actor.tenant == ELSEWHERE or not any(identity in text for identity in world.foreign), question
