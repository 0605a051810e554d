"""From what the database wrote to a part of the answer."""

from collections.abc import Sequence

import orjson

from casewright_gateway.planner.emitters import UNSAYABLE
from casewright_gateway.planner.pythonic import Shape, fill
from casewright_gateway.planner.slots import Request
from casewright_gateway.planner.unplannable import Unplannable


async def finished(texts: Sequence[str | None], shape: Shape, request: Request) -> list[str]:
    """The JSON of these values, with what Python computes filled in; raises Unplannable for an unsayable one."""
    written = ["null" if text is None else text for text in texts]
    if UNSAYABLE in "".join(written):
        raise Unplannable("a stored value that only Python can write")
    if not shape:
        return written
    values = [orjson.loads(text) for text in written]
    await fill(values, shape, request)
    return [orjson.dumps(value).decode() for value in values]
