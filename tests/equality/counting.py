"""Counting the statements that reach a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pytest

from casewright.db.database import Database

_OWN = ("fetch", "rows", "execute")
_TORTOISE = ("execute_query", "execute_query_dict", "execute_insert", "execute_many")
_inside: ContextVar[bool] = ContextVar("inside", default=False)


@contextmanager
def statements(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement that goes through the open database or through Tortoise's client of it, once."""
    noted: list[str] = []

    def counted(method: Any) -> Any:
        async def run(query: Any, *values: Any, **how: Any) -> Any:
            if _inside.get():
                return await method(query, *values, **how)
            noted.append(str(query))
            token = _inside.set(True)
            try:
                return await method(query, *values, **how)
            finally:
                _inside.reset(token)

        return run

    with monkeypatch.context() as patch:
        for target, names in ((database, _OWN), (database.connection, _TORTOISE)):
            for name in names:
                if hasattr(target, name):
                    patch.setattr(target, name, counted(getattr(target, name)))
        yield noted
