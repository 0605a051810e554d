"""Values for arguments: mostly such as the world has, so that filters find something and ids lead somewhere."""

from collections.abc import Sequence
from random import Random
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type, is_list_type, is_non_null_type

from equality import made
from equality.world import World

_MALFORMED = ("", "x", "VGFzazo", "é", "UGFydHk6MQ", "%' OR 1=1 --")
_SIZES = (0, 1, 2, 3, 3, 5, 5)
_WRONG_SIZES = (-1, 101, 2**31 - 1)


class Values:
    """What an argument or a part of a filter is given; `wrong` is the share of sizes and ids that are refused."""

    def __init__(self, world: World, random: Random, wrong: float) -> None:
        self._world = world
        self._random = random
        self._wrong = wrong

    def of(self, kind: Any, name: str, owner: str, wanted: str | None = None) -> Any:
        """A value of an input type that stands at `name` in `owner`: an argument of a field, or a field of an input."""
        if not is_non_null_type(kind) and self._random.random() < 0.05:
            return None
        bare = kind.of_type if is_non_null_type(kind) else kind
        if is_list_type(bare):
            return [self.of(bare.of_type, name, owner) for _ in range(self._random.choice((0, 1, 1, 2, 3)))]
        if isinstance(bare, GraphQLInputObjectType):
            return self._object(bare, name, owner)
        if isinstance(bare, GraphQLEnumType):
            return self._random.choice(list(bare.values))
        return self._scalar(get_named_type(bare).name, name, owner, wanted)

    def _object(self, kind: GraphQLInputObjectType, name: str, owner: str) -> dict[str, Any]:
        chosen = self._random.sample(list(kind.fields), min(len(kind.fields), self._random.choice((0, 1, 1, 1, 2, 3))))
        condition = {"eq", "isNull"} <= kind.fields.keys()  # of one column, whose name says which values there are
        return {
            part: self.of(
                kind.fields[part].type, *((name, owner) if condition and part != "isNull" else (part, kind.name))
            )
            for part in chosen
        }

    def _scalar(self, kind: str, name: str, owner: str, wanted: str | None) -> Any:
        random = self._random
        if kind == "ID":
            return self._id(wanted)
        if name == "first":
            return random.choice(_WRONG_SIZES if random.random() < self._wrong else _SIZES)
        known = self._known(name, owner)
        if name == "caseType":
            return "NoType" if random.random() < self._wrong else random.choice(known)
        if known and random.random() < 0.7:
            return self._near(kind, random.choice(known))
        return random.choice(_OTHERS[kind])

    def _known(self, name: str, owner: str) -> Sequence[Any]:
        return self._world.values.get((owner, name)) or self._world.values.get(("", name), ())

    def _near(self, kind: str, known: Any) -> Any:
        """The value itself, or the beginning of a text."""
        if kind == "String" and self._random.random() < 0.4:
            return known[: self._random.randrange(1, 6)]
        return known

    def _id(self, wanted: str | None) -> str:
        random = self._random
        if random.random() < self._wrong:
            return random.choice(_MALFORMED)
        right = self._world.ids.get(wanted or "") if random.random() < 0.9 else None
        return random.choice(right or self._world.ids[random.choice(sorted(self._world.ids))])


_OTHERS: dict[str, tuple[Any, ...]] = {
    "String": made.TEXTS,
    "Int": made.NUMBERS,
    "Float": (0.0, -1.5, 1e300),
    "Boolean": (True, False),
    "Decimal": ("0", "1.10", "-0.5", "1E+3", "1000", "99999999999999999999.5"),
    "Date": ("1900-01-01", "2026-02-28", "2028-02-29", "9999-12-31"),
    "DateTime": ("1970-01-01T00:00:00Z", "2026-03-02T10:00:00.5+01:00", "2026-03-01T23:59:59.999999Z"),
}
