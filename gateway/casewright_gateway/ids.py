"""Global object ids (Relay object identification): the type's name and the row's id, opaque to clients."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from casewright.errors import Invalid


def encode(type_name: str, row_id: UUID) -> str:
    """The global id of a row."""
    return urlsafe_b64encode(f"{type_name}:{row_id}".encode()).decode().rstrip("=")


def decode(global_id: str, field: str = "id") -> tuple[str, UUID]:
    """The type's name and the row's id; raises Invalid for anything this gateway did not give out."""
    try:
        padded = global_id + "=" * (-len(global_id) % 4)
        type_name, _, row_id = urlsafe_b64decode(padded.encode("ascii")).decode("ascii").partition(":")
        return type_name, UUID(row_id)
    except ValueError as error:
        raise Invalid("this is not an id of this API", field=field) from error


def row_id(global_id: str, *type_names: str, field: str = "id") -> UUID:
    """The row's id, of one of these types; raises Invalid for an id of another kind."""
    type_name, identity = decode(global_id, field)
    if type_names and type_name not in type_names:
        raise Invalid(f"this is the id of a {type_name}, not of a {' or '.join(type_names)}", field=field)
    return identity
