"""Relay's Node."""

import strawberry


@strawberry.interface(description="An object with a global id, to be fetched again by `node`.")
class Node:
    """Relay object identification."""

    id: strawberry.ID = strawberry.field(description="The global id of the object.")
