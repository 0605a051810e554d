"""What a list of the root has to be given before it tells of anything."""

from graphql import GraphQLField, is_required_argument

from equality.rows import TEAMS

_GIVEN = {"team": f'"{TEAMS[0]}"'}


def needed(field: GraphQLField) -> str | None:
    """The required arguments as they are written, others may follow; None where there is no value for one of them."""
    names = [name for name, argument in field.args.items() if is_required_argument(argument)]
    return "".join(f"{name}: {_GIVEN[name]}, " for name in names) if _GIVEN.keys() >= set(names) else None
