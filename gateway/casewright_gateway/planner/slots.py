"""Statements with places for what a request brings: the text is made once, the values are filled in each time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from graphql import VariableValues

from casewright.access.actor import Actor
from casewright.db.dialect import Dialect, bind
from casewright.db.sql import Sql, placed
from casewright_gateway.context import Context


class Request(NamedTuple):
    """One asking of an operation: who, with which coerced variables, and what is known before a statement is sent.

    That is the payload of a mutation, or the id of a row.
    """

    context: Context
    variables: VariableValues
    payload: Any = None


@dataclass(frozen=True)
class Slot:
    """A value that is read from the request."""

    read: Callable[[Request], Any]


class Held(str):
    """Stands for a text of the actor where the policy puts that text: an attribute by name, or a place in one."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """A place is no text, whatever it is called."""
        return isinstance(other, Held) and super().__eq__(other)

    def __hash__(self) -> int:
        return hash((Held, str(self)))

    def reading(self) -> Callable[[Request], Any]:
        """How the text is found."""
        name, _, place = str(self).partition(":")
        of_actor = attrgetter(f"context.actor.{name}")
        return (lambda request: sorted(of_actor(request))[int(place)]) if place else of_actor


def nobody_yet(actor: Actor) -> Actor:
    """An actor of the same rights without names: what is compiled for one serves everybody who has these rights."""
    return Actor(
        tenant=Held("tenant"),
        subject=Held("subject"),
        roles=actor.roles,
        teams=frozenset(Held(f"teams:{place:04}") for place in range(len(actor.teams))),
        system=actor.system,
    )


class Piece:
    """A part of a statement: text with `?`, and for each the bound value or where the request has it."""

    def __init__(self, dialect: Dialect, sql: Sql) -> None:
        self.text = sql.text
        open_ = any(isinstance(value, Slot | Held) for value in sql.params)
        self._readers = [_reader(dialect, value) for value in sql.params] if open_ else []
        self._values = [] if open_ else [bind(dialect, value) for value in sql.params]

    def values(self, request: Request) -> list[Any]:
        """The values in order, as the driver wants them; raises Invalid for what no database can hold."""
        return [read(request) for read in self._readers] if self._readers else self._values


def _reader(dialect: Dialect, value: Any) -> Callable[[Request], Any]:
    if isinstance(value, Held):
        return value.reading()
    if isinstance(value, Slot):
        read = value.read
        return lambda request: bind(dialect, read(request))
    bound = bind(dialect, value)
    return lambda request: bound


def statement(dialect: Dialect, pieces: Iterable[Piece], request: Request) -> tuple[str, list[Any]]:
    """The pieces as one statement, ready for the driver."""
    pieces = tuple(pieces)
    text = placed(dialect, "".join(piece.text for piece in pieces))
    return text, [value for piece in pieces for value in piece.values(request)]
