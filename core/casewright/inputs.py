"""The types of what people give: texts of a length that is stored, and numbers that every database keeps exactly."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from casewright.errors import Invalid

DIGITS, PLACES = 18, 4
"""Of a stored decimal: digits in all, and those behind the point (ISO 4217 has no currency with more than four)."""


def plain(number: Decimal) -> Decimal:
    """The number without the zeros that its column adds."""
    return number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize()


def happened_at(given: datetime | None, now: datetime, message: str, *, rule: str, field: str) -> datetime:
    """When something happened, now unless it is said; for a moment to come raises Invalid with this message."""
    if given is not None and given > now:
        raise Invalid(message, rule=rule, field=field)
    return given or now


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
"""A name or a sentence."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
"""Some sentences."""
Quantity = Annotated[Decimal, Field(max_digits=DIGITS, decimal_places=PLACES, allow_inf_nan=False)]
"""A measured number."""
