"""Transitions of care or service, and what is handed over with them. Pure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any


class TransitionKind(StrEnum):
    """How a case goes to another level of service."""

    STEP_DOWN = "step_down"
    STEP_UP = "step_up"
    TRANSFER = "transfer"
    DISCHARGE = "discharge"


def open_items(checklist: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What of a handover is not done yet."""
    return tuple(entry["item"] for entry in checklist if entry["done_at"] is None)
