"""A mutation is made once in an operation, however often the operation is answered."""

import inspect
from collections.abc import Callable
from typing import Any

from graphql import GraphQLSchema


def once_each(schema: GraphQLSchema) -> None:
    """Let every mutation of the schema keep what it came to, and read anew what was read before it."""
    for field in schema.mutation_type.fields.values() if schema.mutation_type else ():
        assert field.resolve
        field.resolve = _once(field.resolve)


def _once(resolve: Callable[..., Any]) -> Callable[..., Any]:
    async def once(source: Any, info: Any, **arguments: Any) -> Any:
        done, key = info.context.execution.done, info.path.key
        if key not in done:
            try:
                payload = resolve(source, info, **arguments)
                done[key] = await payload if inspect.isawaitable(payload) else payload
            except Exception as error:
                done[key] = error
        info.context.reader.forget()
        if isinstance(done[key], Exception):
            raise done[key]
        return done[key]

    return once
