"""Rows that are made up, one after the other."""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from casewright import models


class Rows(Protocol):
    """Where rows are collected, and whom they may be about."""

    tenant: str
    people: Sequence[str]
    """Those who sign in."""
    teams: Sequence[str]

    def add(self, model: type[Any], **values: Any) -> Any:
        """A new row of the tenant."""

    def person(self) -> str:
        """Somebody."""

    def party(self) -> models.Party:
        """Somebody a case is about."""

    def parties(self) -> Sequence[models.Party]:
        """All whom a case may be about."""

    def assessment(self, case: models.Case) -> UUID | None:
        """One of the case, or none."""

    def document(self, case: models.Case) -> UUID | None:
        """One of the case, or none."""
