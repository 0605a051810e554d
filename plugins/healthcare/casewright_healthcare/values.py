"""Constrained values that several parts of a care plan share."""

from typing import Annotated

from pydantic import Field

Count = Annotated[int, Field(ge=0)]

ShortText = Annotated[str, Field(min_length=1, max_length=200)]

Text = Annotated[str, Field(min_length=1, max_length=4000)]
