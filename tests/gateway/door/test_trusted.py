"""Trusted documents: what a client was built with is answered, everything else is refused."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import build_schema

from casewright.errors import Invalid
from casewright_gateway.envelope import Malformed
from casewright_gateway.limits import DEFAULT
from casewright_gateway.trusted import AnyDocument, TrustedDocuments, documents_of, read_request

SCHEMA = build_schema("type Query { hello: String }")
DOCUMENTS = TrustedDocuments({"abc": "{ hello }", "def": "{ again: hello }"})


@pytest.mark.parametrize(
    "request_",
    [
        {"documentId": "abc"},
        {"documentId": "abc", "query": None},
        {"documentId": "abc", "query": "{ hello }"},
        {"query": "{ hello }"},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "abc"}}},
    ],
)
def test_a_trusted_document_is_found(request_: dict[str, Any]) -> None:
    """By its id, as Apollo names it, or by its whole text; variables stay."""
    found = read_request(request_ | {"variables": {"x": 1}}, DEFAULT, DOCUMENTS)
    assert (found["query"], found["variables"]) == ("{ hello }", {"x": 1})


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"query": "{ hello  }"},
        {"query": "{ __schema { types { name } } }"},
        {"query": ["{ hello }"]},
        {"documentId": "xyz"},
        {"documentId": ["abc"]},
        {"documentId": None},
        {"documentId": "abc", "query": "{ again: hello }"},
        {"documentId": "{ hello }"},
        {"extensions": {"persistedQuery": "abc"}},
        {"extensions": ["abc"]},
        "abc",
    ],
)
def test_everything_else_is_refused(request_: Any) -> None:
    """Nearly the text is not the text, and an id is not a text."""
    with pytest.raises(Malformed) as refusal:
        read_request(request_, DEFAULT, DOCUMENTS)
    assert refusal.value.status == 400


def test_without_the_setting_any_document_is_answered() -> None:
    """The setting is off unless it is made."""
    assert isinstance(documents_of("", SCHEMA), AnyDocument)
    assert read_request({"query": "{ x }"}, DEFAULT, AnyDocument())["query"] == "{ x }"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "cannot be read as JSON"),
        (b"[]", "not an object"),
        (b"{}", "not an object"),
        (b'{"a": 1}', "not an object"),
        (orjson.dumps({"x" * 201: "{ hello }"}), "more than 200"),
        (orjson.dumps({"a": "{ bye }"}), "document a: Cannot query field"),
        (orjson.dumps({"a": "{"}), "document a: Syntax Error"),
        (orjson.dumps({"a": "{" + "hello " * 501 + "}"}), "document a: The query is over the limit"),
    ],
)
def test_a_file_that_does_not_fit_stops_the_start(content: bytes, says: str, tmp_path: Path) -> None:
    """A client that no longer fits the schema is found before it asks."""
    file = tmp_path / "documents.json"
    file.write_bytes(content)
    with pytest.raises(Invalid, match=says):
        documents_of(str(file), SCHEMA)


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    """Rather than answering everything, or nothing."""
    with pytest.raises(Invalid, match="cannot be read"):
        documents_of(str(tmp_path / "none.json"), SCHEMA)
