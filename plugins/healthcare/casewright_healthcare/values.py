"""Constrained values that several parts of a care plan share."""

from typing import Annotated

from pydantic import Field

Count = Annotated[int, Field(ge=0)]

Rating = Annotated[int, Field(ge=1, le=5)]
"""How satisfied somebody is: 1 not at all, 5 completely."""

FhirContent = Annotated[str, Field(min_length=2, max_length=100_000)]
"""A resource of FHIR as it came, in JSON."""

Units = Annotated[int, Field(ge=1, le=100_000)]
"""Of a service, as the payer counts them."""

UnitChange = Annotated[int, Field(ge=-100_000, le=100_000)]
"""Units that were used; below zero: taken back."""

ShortText = Annotated[str, Field(min_length=1, max_length=200)]

Text = Annotated[str, Field(min_length=1, max_length=4000)]
