"""Trusted documents: an API that answers only what its own clients were built with."""

from pathlib import Path
from typing import Any, Protocol

import orjson
from graphql import GraphQLSchema, GraphQLSyntaxError, parse, specified_rules, validate

from casewright.errors import Invalid
from casewright_gateway.envelope import Malformed, check_request
from casewright_gateway.limits import DEFAULT, Limits, rule_of

_FIELD = "trusted_documents"
_LONGEST_ID = 200


class Documents(Protocol):
    """Which documents are answered."""

    def resolved(self, request: dict[str, Any]) -> dict[str, Any]:
        """The request with the text of its document as `query`; raises Malformed for one that is not answered."""
        ...


class AnyDocument:
    """Every document that fits schema and limits is answered."""

    def resolved(self, request: dict[str, Any]) -> dict[str, Any]:
        """The request as it is."""
        return request


class TrustedDocuments:
    """Documents by their id, as the build of a client wrote them down; every other one is refused.

    A request names one by `documentId`, or as Apollo does by `extensions.persistedQuery.sha256Hash`; the whole text of
    one is as good.
    """

    def __init__(self, documents: dict[str, str]) -> None:
        self._documents = documents
        self._texts = frozenset(documents.values())

    @classmethod
    def read(cls, file: Path) -> "TrustedDocuments":
        """The documents of a JSON object of ids and texts; raises `Invalid` for a file that is none."""
        try:
            read = orjson.loads(file.read_bytes())
        except (OSError, ValueError) as error:
            raise Invalid(f"the trusted documents in {file} cannot be read as JSON", field=_FIELD) from error
        if not isinstance(read, dict) or not read or not all(isinstance(text, str) for text in read.values()):
            raise Invalid(f"{file} is not an object of document ids and texts", field=_FIELD)
        if any(not 0 < len(name) <= _LONGEST_ID for name in read):
            raise Invalid(f"an id in {file} has more than {_LONGEST_ID} characters, or none", field=_FIELD)
        return cls(read)

    def check(self, schema: GraphQLSchema) -> None:
        """Every document fits the schema and the limits; raises `Invalid` naming the first that does not."""
        for name, text in self._documents.items():
            try:
                errors = validate(schema, parse(text), [*specified_rules, rule_of(DEFAULT)])
            except GraphQLSyntaxError as error:
                errors = [error]
            if errors:
                raise Invalid(f"the trusted document {name}: {errors[0].message}", field=_FIELD)

    def resolved(self, request: dict[str, Any]) -> dict[str, Any]:
        """The request with the text of its document as `query`; raises Malformed for one that is not trusted."""
        name, query = _named(request), request.get("query")
        text = self._documents.get(name) if isinstance(name, str) else query
        if not isinstance(text, str) or text not in self._texts or query not in (None, text):
            raise Malformed(400, "This server answers trusted documents only; send the `documentId` of one.")
        return {**request, "query": text}


def documents_of(path: str, schema: GraphQLSchema) -> Documents:
    """The documents that a setting allows, an empty one: any; raises `Invalid` for a file that does not fit."""
    if not path:
        return AnyDocument()
    trusted = TrustedDocuments.read(Path(path))
    trusted.check(schema)
    return trusted


def read_request(request: object, limits: Limits, documents: Documents) -> dict[str, Any]:
    """The request with its document; Malformed when it is not well-formed, or asks what is not answered."""
    return check_request(documents.resolved(request) if isinstance(request, dict) else request, limits)


def _named(request: dict[str, Any]) -> Any:
    if "documentId" in request:
        return request["documentId"]
    extensions = request.get("extensions")
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    return persisted.get("sha256Hash") if isinstance(persisted, dict) else None
