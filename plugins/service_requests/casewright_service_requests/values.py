"""Constrained values that the case types share."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
"""An amount in the currency of the deployment, not negative, in cents at most."""

Count = Annotated[int, Field(ge=0)]

Rating = Annotated[int, Field(ge=1, le=5)]
"""How satisfied somebody is: 1 not at all, 5 completely."""


def _with_its_zone(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a time needs its zone, for instance 2026-03-02T09:00:00Z")
    return moment


Moment = Annotated[datetime, AfterValidator(_with_its_zone)]
"""A time with its zone."""

ShortText = Annotated[str, Field(min_length=1, max_length=200)]

Text = Annotated[str, Field(min_length=1, max_length=4000)]

THRESHOLDS = (50, 75)
"""Per cent of a target at which whoever has the case is warned; at the whole of it, it is late."""
