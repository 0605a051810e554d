"""Needs that were found, in the order of how pressing they are. Pure."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from uuid import UUID

from casewright.errors import Invalid


class NeedState(StrEnum):
    """Where a need stands."""

    OPEN = "open"
    MET = "met"
    UNMET = "unmet"
    """It will not be met, for a reason."""


def ranks(order: Sequence[UUID], open_needs: Collection[UUID]) -> dict[UUID, int]:
    """The rank of each open need, from 1, by an order that names every one of them once; raises Invalid."""
    if sorted(order) != sorted(open_needs):
        raise Invalid("name every open need of the case once", rule="need.order", field="needs")
    return {need_id: rank for rank, need_id in enumerate(order, start=1)}
