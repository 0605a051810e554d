"""What a saved view is a view of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casewright_gateway.reads.listing import Arguments, Listing


@dataclass(frozen=True)
class SavedList:
    """A list of cases; `arguments` makes its arguments of conditions and an order in JSON, and may raise Invalid."""

    listing: Listing
    arguments: Callable[[Mapping[str, Any], Sequence[Any]], Arguments]
