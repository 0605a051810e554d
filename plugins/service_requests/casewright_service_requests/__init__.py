"""Service requests and incidents of a service desk.

`request` and `incident` are the case types. Importing the modules listed beside them declares their moves.
"""

from typing import Any

from casewright import CaseType, hookimpl
from casewright_service_requests import fulfilment, restoration, sample
from casewright_service_requests.incident import incident
from casewright_service_requests.request import request

__all__ = ["fulfilment", "incident", "request", "restoration", "sample"]


@hookimpl
def case_types() -> list[CaseType[Any]]:
    """Two types, `ServiceRequest` and `Incident`."""
    return [request, incident]
