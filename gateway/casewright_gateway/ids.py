"""Global object ids (Relay object identification): the type's name and the row's id, opaque to clients."""

from uuid import UUID

from casewright.errors import Invalid


def encode(type_name: str, row_id: UUID) -> str:
    """The global id of a row: plain text, so that the database writes it as cheaply as Python."""
    return f"{prefix(type_name)}{row_id}"


def prefix(type_name: str) -> str:
    """What the global ids of a type begin with; the row's id follows."""
    return f"{type_name}-"


def decode(global_id: str, field: str = "id") -> tuple[str, UUID]:
    """The type's name and the row's id; raises Invalid for anything this gateway did not give out."""
    type_name, _, row_id = global_id.partition("-")
    try:
        identity = UUID(row_id)
    except ValueError:
        identity = None
    if identity is None or encode(type_name, identity) != global_id or not type_name.isascii():
        raise Invalid("this is not an id of this API", rule="id.form", field=field)
    return type_name, identity


def row_id(global_id: str, *type_names: str, field: str = "id") -> UUID:
    """The row's id, of one of these types; raises Invalid for an id of another kind."""
    type_name, identity = decode(global_id, field)
    if type_names and type_name not in type_names:
        message = f"this is the id of a {type_name}, not of a {' or '.join(type_names)}"
        raise Invalid(message, rule="id.kind", field=field)
    return identity
