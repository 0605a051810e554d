"""Service requests, incidents and problems of a service desk.

`request`, `incident` and `problem` are the case types. Importing the modules listed beside them declares their moves.
"""

from typing import Any

from casewright import CaseType, hookimpl
from casewright_service_requests import correction, fulfilment, restoration, sample
from casewright_service_requests.incident import incident
from casewright_service_requests.problem import problem
from casewright_service_requests.request import request

__all__ = ["correction", "fulfilment", "incident", "problem", "request", "restoration", "sample"]


@hookimpl
def case_types() -> list[CaseType[Any]]:
    """Three types, `ServiceRequest`, `Incident` and `ServiceProblem`."""
    return [request, incident, problem]
