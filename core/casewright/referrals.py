"""Services asked of somebody else, in a closed loop: asked, answered, done, reported. Pure.

The states are those of the FHIR R4 Task by which a request is tracked, as far as both sides see them.
"""

from collections.abc import Mapping
from enum import StrEnum

from casewright.errors import Refused


class ServiceState(StrEnum):
    """Where a service stands."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


_NEXT: Mapping[ServiceState, frozenset[ServiceState]] = {
    ServiceState.REQUESTED: frozenset({ServiceState.ACCEPTED, ServiceState.REJECTED, ServiceState.CANCELLED}),
    ServiceState.ACCEPTED: frozenset({ServiceState.IN_PROGRESS, ServiceState.COMPLETED, ServiceState.CANCELLED}),
    ServiceState.IN_PROGRESS: frozenset({ServiceState.COMPLETED, ServiceState.CANCELLED}),
}


def check_step(before: ServiceState, after: ServiceState) -> None:
    """Whether a service may go on like this; raises Refused."""
    if after not in _NEXT.get(before, frozenset()):
        raise Refused(f"the service is {before}, so it cannot be {after}".replace("_", " "), rule="service.state")
