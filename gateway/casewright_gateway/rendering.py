"""What a webhook sends: its stored query, checked when it is stored and answered with its owner's rights."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    get_variable_values,
    parse,
    specified_rules,
    validate,
)

from casewright import models
from casewright.access.actor import Actor
from casewright.errors import Invalid
from casewright.fields import check_text
from casewright.operations.access_log import Means
from casewright.platform import Platform
from casewright.webhooks.message import Render, Subject
from casewright_gateway import ids
from casewright_gateway.context import Context
from casewright_gateway.doors import Schema
from casewright_gateway.limits import DEFAULT, WithinLimits
from casewright_gateway.masking import published

_GIVEN = {"id": "case", "event": "event"}
_RULES = (*specified_rules, WithinLimits)


def check_query(schema: Schema, query: str) -> None:
    """Refuse what could not be sent: raises Invalid for a document that is not one valid query within the limits.

    It is given two variables, `$id` and `$event`, the ids of the case and of the event; it may leave out either.
    """
    if len(query) > DEFAULT.query_bytes or len(query.encode(errors="replace")) > DEFAULT.query_bytes:
        raise _invalid(f"the query has {DEFAULT.query_bytes} bytes at most")
    check_text(query, field="query")
    try:
        document = parse(query, max_tokens=DEFAULT.tokens)
    except GraphQLError as error:
        raise _invalid(error.message) from error
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].operation is not OperationType.QUERY:
        raise _invalid("a webhook has one operation, and that is a query")
    core = schema._schema
    errors = validate(core, document, _RULES, max_errors=10)
    if not errors:
        values = get_variable_values(core, operations[0].variable_definitions or (), dict(_GIVEN))
        errors = values if isinstance(values, list) else []
    if errors:
        raise _invalid(errors[0].message)


def _invalid(message: str) -> Invalid:
    return Invalid(message, rule="webhook.query", field="query")


def renderer(platform: Platform, schema: Schema, case_classes: Mapping[str, Callable[[models.Case], Any]]) -> Render:
    """How the worker answers the queries of webhooks."""

    async def render(actor: Actor, query: str, subject: Subject) -> Mapping[str, Any]:
        context = Context(platform, actor, case_classes, means=Means.WEBHOOK)
        variables = {
            "id": ids.encode(subject.case_type, subject.case_id),
            "event": ids.encode("Event", subject.event_id),
        }
        result = await schema.read(query, variables, context)
        if result.errors:
            raise _invalid(f"the query failed: {published(result.errors[0]).message}")
        return result.data or {}

    return render
