"""Constrained values that the case types share."""

from typing import Annotated

from pydantic import Field

Count = Annotated[int, Field(ge=0)]

Rating = Annotated[int, Field(ge=1, le=5)]
"""How satisfied somebody is: 1 not at all, 5 completely."""

State = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
"""A state of the United States by its two letters."""

ShortText = Annotated[str, Field(min_length=1, max_length=200)]

Text = Annotated[str, Field(min_length=1, max_length=4000)]
