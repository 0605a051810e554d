"""Inputs that several mutations share."""

from collections.abc import Iterable, Mapping
from typing import Any

import strawberry

from casewright.operations.parties import NewParty, PartyKind
from casewright_gateway import ids

_UNSET = strawberry.UNSET


def optional(description: str) -> Any:
    """A field that may be left out."""
    return strawberry.field(default=_UNSET, description=description)


@strawberry.input(description="By what others know a party.")
class PartyIdentifierInput:
    """Whose identifier, and which."""

    system: str = strawberry.field(description="Whose identifier it is, for instance a register.")
    value: str = strawberry.field(description="The identifier.")


@strawberry.input(description="A role in the case, for a party that exists or a new one.")
class PartyInput:
    """Give `partyId`, or the name of a new party."""

    role: str = strawberry.field(description="The role, for instance complainant or witness.")
    party_id: strawberry.ID | None = optional("A party that exists.")
    name: str | None = optional("The name of a new party.")
    kind: PartyKind | None = optional("What the new party is; a person unless said otherwise.")
    subject: str | None = optional("Who the new party is when they sign in themselves.")
    email: str | None = optional("An e-mail address of the new party.")
    phone: str | None = optional("A telephone number of the new party.")
    identifiers: list[PartyIdentifierInput] | None = optional("By what others know the new party.")


def new_party(values: Mapping[str, Any]) -> NewParty:
    """The operation's argument from plain input values."""
    given = {name: value for name, value in values.items() if value is not None}
    if "party_id" in given:
        given["party_id"] = ids.row_id(given["party_id"], "Party", field="party_id")
    if "identifiers" in given:
        given["identifiers"] = _identifiers(given["identifiers"])
    return NewParty(**given)


def corrected_party(values: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a correction from plain input values: nothing in place of what every party has changes it."""
    kept = {"kind", "identifiers"}
    given = {name: value for name, value in values.items() if value is not None or name not in kept}
    return given | ({"identifiers": _identifiers(given["identifiers"])} if "identifiers" in given else {})


def _identifiers(given: Iterable[Mapping[str, str]]) -> list[tuple[str, str]]:
    return [(each["system"], each["value"]) for each in given]


@strawberry.input(description="A case.")
class CaseInput:
    """Which case."""

    id: strawberry.ID = strawberry.field(description="The case.")


@strawberry.input(description="A case, and why.")
class CaseReasonInput(CaseInput):
    """Which case, and why."""

    reason: str = strawberry.field(description="Why.")
