"""Constrained values that requests and incidents share."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
"""An amount in the currency of the deployment, not negative, in cents at most."""

Count = Annotated[int, Field(ge=0)]

Rating = Annotated[int, Field(ge=1, le=5)]
"""How satisfied somebody is: 1 not at all, 5 completely."""

ShortText = Annotated[str, Field(min_length=1, max_length=200)]

Text = Annotated[str, Field(min_length=1, max_length=4000)]
