"""Constrained values that several parts of a claim share."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
"""An amount in the currency of the policy, not negative, in cents at most."""

Amount = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2)]
"""Money that moves: more than nothing."""

Count = Annotated[int, Field(ge=0)]

ShortText = Annotated[str, Field(min_length=1, max_length=200)]

Place = Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")]
"""A state or province by ISO 3166-2."""
