"""Cases like another one: what was done there, and how it ended."""

import asyncio
from typing import Any

import strawberry
from strawberry.utils.str_converters import to_camel_case

from casewright import models
from casewright.errors import Invalid
from casewright.similarity import Likeness
from casewright_gateway.context import Info
from casewright_gateway.reads.keyset import LARGEST_PAGE
from casewright_gateway.types.work import LazyCase


@strawberry.type(description="A case of the same type that is like another one.")
class SimilarCase:
    """What the two have in common; what was done and what came of it is asked of the case."""

    case: LazyCase = strawberry.field(description="The case.")
    score: float = strawberry.field(
        description="How alike: 1 for each shared field, 1/2 where many cases share it, and up to 1 for words."
    )
    shared_fields: list[str] = strawberry.field(description="Indexed fields with the same value, by name.")
    shared_words: list[str] = strawberry.field(description="Words in both titles.")


async def similar_to(info: Info, row: Any, first: int) -> list[SimilarCase]:
    """The most alike of the cases that the actor may see."""
    if not 0 <= first <= LARGEST_PAGE:
        raise Invalid(f"first is 0 to {LARGEST_PAGE}", field="first")
    reader = info.context.reader
    likenesses = (await reader.similar(row))[:first]
    cases = await asyncio.gather(*(reader.case(likeness.case_id) for likeness in likenesses))
    return [_similar(info, likeness, case) for likeness, case in zip(likenesses, cases, strict=True) if case]


def _similar(info: Info, likeness: Likeness, case: models.Case) -> SimilarCase:
    return SimilarCase(
        case=info.context.present(case),
        score=likeness.score,
        shared_fields=[to_camel_case(name) for name in likeness.fields],
        shared_words=list(likeness.words),
    )
