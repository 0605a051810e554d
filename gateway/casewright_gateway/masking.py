"""What a client may learn of a failure, and what the log keeps of it.

Errors meant for people keep their sentence and their code. Everything else is a fault: the client gets "internal error"
with an incident id, the log gets the same id with the type of the cause and the places it went through. Neither gets
query text, literals or the words of an unexpected exception: they may be about a person.
"""

import logging
import re
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from graphql import FieldNode, GraphQLError, GraphQLSyntaxError, VariableDefinitionNode
from strawberry.exceptions import MissingQueryError
from strawberry.relay.types import GlobalIDValueError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.utils.str_converters import to_camel_case

from casewright.db.failures import SENTENCE, lost
from casewright.errors import CasewrightError, Unavailable
from casewright_gateway.logs import frames, type_of

INTERNAL = "INTERNAL"

_LOG = logging.getLogger("casewright.gateway")
_LEVELS = {"UNAVAILABLE": logging.WARNING, "PLUGIN_ERROR": logging.WARNING, "TIMEOUT": logging.WARNING}
_REFUSAL = "%(code)s field=%(field)s operation=%(operation)s"
_FAULT = _REFUSAL + " incident=%(incident_id)s cause=%(cause)s at=%(frames)s"
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,99}")

_CLIENT_FAULTS: dict[type[Exception], str] = {
    MissingQueryError: "The request has no query.",
    CannotGetOperationTypeError: "The document has no operation of that name.",
    InvalidOperationTypeError: "A subscription needs a WebSocket, or an Accept header of text/event-stream.",
    GlobalIDValueError: "The id is not one this platform gave out.",
}


def code_of(error: GraphQLError) -> str:
    """The stable code of an error; INTERNAL for everything that is not meant for the client."""
    cause = cause_of(error)
    if isinstance(cause, CasewrightError):
        return cause.code
    if lost(cause):
        return Unavailable.code
    if _client_fault(cause):
        return "BAD_USER_INPUT"
    if isinstance(cause, GraphQLError):
        return str((error.extensions or {}).get("code") or _code_by_place(error))
    return _code_by_place(error) if error.path is None and error.nodes else INTERNAL


def cause_of(error: Exception) -> Exception:
    """The exception behind the GraphQL errors wrapped around it, or the innermost of those."""
    while isinstance(error, GraphQLError) and error.original_error:
        error = error.original_error
    return error


def published(error: Exception, operation: str | None = None) -> GraphQLError:
    """The error as the client sees it; a fault that was not logged yet is logged now."""
    located = error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)
    cause, code = cause_of(located), code_of(located)
    message, details = located.message, located.extensions or {}
    if code == INTERNAL:
        message, details = "internal error", {"incidentId": _incident(located, operation)}
    elif isinstance(cause, CasewrightError):
        message, details = cause.message, _details(cause)
    elif lost(cause):
        message, details = SENTENCE, {}
    elif reason := _client_fault(cause):
        message, details = reason, {}
    return GraphQLError(
        message,
        located.nodes,
        located.source,
        located.positions,
        located.path,
        extensions={"code": code, **details},
    )


def log_errors(errors: Iterable[GraphQLError], operation: str | None) -> None:
    """One line for each fault and one for each kind of refusal, however many fields it hit."""
    refusals: dict[str, GraphQLError] = {}
    for error in errors:
        code = code_of(error)
        if code == INTERNAL:
            _incident(error, operation)
        else:
            refusals.setdefault(code, error)
    for code, error in refusals.items():
        _LOG.log(_LEVELS.get(code, logging.INFO), _REFUSAL, _where(code, error, operation))


def _client_fault(cause: Exception) -> str | None:
    return next((reason for kind, reason in _CLIENT_FAULTS.items() if isinstance(cause, kind)), None)


def _code_by_place(error: GraphQLError) -> str:
    """An error of graphql-core itself has no code; where it points to tells whose fault it is."""
    if isinstance(error, GraphQLSyntaxError):
        return "GRAPHQL_PARSE_FAILED"
    place = error.nodes[0] if error.nodes else None
    if error.path is not None:  # at a field: its result does not fit the schema; elsewhere: an argument does not
        return INTERNAL if isinstance(place, FieldNode) else "BAD_USER_INPUT"
    value_of_variable = error.original_error and isinstance(place, VariableDefinitionNode)
    return "BAD_USER_INPUT" if value_of_variable else "GRAPHQL_VALIDATION_FAILED"


def _details(error: CasewrightError) -> dict[str, Any]:
    field = to_camel_case(error.field) if error.field else None
    named = {"rule": error.rule, "field": field, "plugin": error.plugin}
    return {name: value for name, value in named.items() if value is not None}


def _incident(error: GraphQLError, operation: str | None) -> str:
    """The incident id on the error; an error without one gets it here and is logged, so each is logged once."""
    extensions = error.extensions or {}
    incident = extensions.get("incidentId") if extensions.get("code") == INTERNAL else None
    if incident is None:
        incident = str(uuid4())
        error.extensions = {"code": INTERNAL, "incidentId": incident}
        _LOG.error(_FAULT, _where(INTERNAL, error, operation) | {"incident_id": incident} | _what(cause_of(error)))
    return str(incident)


def _where(code: str, error: GraphQLError, operation: str | None) -> dict[str, Any]:
    """The field by its name in the schema: the path has aliases in it, which are the client's words."""
    place = error.nodes[0] if error.path and error.nodes else None
    field = place.name.value if isinstance(place, FieldNode) else None
    return {"code": code, "field": field, "operation": operation if _NAME.fullmatch(operation or "") else None}


def _what(cause: Exception) -> dict[str, Any]:
    return {"cause": type_of(cause), "frames": frames(cause.__traceback__)}
