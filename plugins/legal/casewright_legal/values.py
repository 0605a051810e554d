"""Constrained values that several parts of a matter share."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
"""An amount in the currency of the matter, not negative, in cents at most."""

Amount = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2)]
"""Money that moves: more than nothing."""

Code = Annotated[str, Field(min_length=1, max_length=20)]
"""An identifier as other systems know it."""

ShortText = Annotated[str, Field(min_length=1, max_length=200)]

Text = Annotated[str, Field(min_length=1, max_length=4000)]
