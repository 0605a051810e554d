"""Case types by the names that clients give them."""

from casewright.errors import Invalid
from casewright.platform import Platform


def check_case_type(platform: Platform, name: str | None) -> None:
    """Raise Invalid for a case type that is not declared; None names none."""
    if name is not None and name not in platform.case_types:
        raise Invalid(f"there is no case type {name}", field="case_type")
