"""What is sent to bring a gateway down: documents that cost more than they look, and bodies that are no request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import get_introspection_query

ALIASES = "{ " + " ".join(f"a{n}: me {{ subject }}" for n in range(16)) + " }"
"""One more than anybody may have."""


def _nested(count: int, opening: str, inner: str, closing: str) -> str:
    return opening * count + inner + closing * count


def _spread(count: int, body: str) -> str:
    """Fragments each of which holds the next."""
    return "".join(f"fragment f{n} on Query {{ {body.format(n + 1)} }} " for n in range(count))


_END = "fragment f{} on Query {{ me {{ subject }} }}"
_CASES = "cases(first: 100) { edges { node { links(first: 100) { edges { node { id } } } } } }"

DOCUMENTS: Mapping[str, str] = {
    "sixteen aliases": ALIASES,
    "a thousand aliases": "{ " + " ".join(f"a{n}: me {{ subject }}" for n in range(1000)) + " }",
    "a field a thousand times": "{ " + "me { subject } " * 1000 + "}",
    "a field a thousand times below": "{ me { " + "subject " * 1000 + "} }",
    "ten directives": "{ me " + "@include(if: true) " * 10 + "{ subject } }",
    "a thousand directives nobody knows": "{ me " + "@a " * 1000 + "{ subject } }",
    "directives on an operation": "query " + "@a " * 1000 + "{ me { subject } }",
    "deep inline fragments": "{ " + _nested(400, "... { ", "me { subject } ", "} ") + "}",
    "deeper inline fragments": "{ " + _nested(20_000, "...{", "me{subject}", "}") + "}",
    "deep fields": "{ " + _nested(16, "me { ", "subject ", "} ") + "}",
    "very deep fields": _nested(20_000, "{a", "", "}"),
    "brackets that do not close": "{" * 50_000,
    "a deep list": "{ node(id: " + _nested(40_000, "[", "1", "]") + ") { id } }",
    "a deep object": "{ cases(where: " + _nested(15_000, "{a:", "1", "}") + ") { totalCount } }",
    "a deep type": "query($v: " + _nested(40_000, "[", "Int", "]") + ") { me { subject } }",
    "sixty doubled fragments": "{ ...f0 } " + _spread(60, "...f{0} ...f{0}") + _END.format(60),
    "a chain of fragments": "{ ...f0 } " + _spread(400, "...f{0}") + _END.format(400),
    "fragments in a ring": "{ ...f0 } " + _spread(5, "...f{0}") + "fragment f5 on Query { ...f0 }",
    "a fragment of itself": "{ ...f } fragment f on Query { ...f me { subject } }",
    "fragments nobody uses": "{ me { subject } } " + _spread(300, "me {{ subject }}"),
    "fragments that are not there": "{ " + " ".join(f"...f{n}" for n in range(700)) + " }",
    "fields that differ": "{ " + "".join(f"x: node(id: {n}) {{ id }} " for n in range(200)) + "}",
    "fields that differ below": "{ " + "".join(f"... {{ x: node(id: {n}) {{ id }} }} " for n in range(200)) + "}",
    "introspection again and again": "{ " + "".join(f"a{n}: __schema {{ types {{ name }} }} " for n in range(16)) + "}",
    "deep introspection": "{ __schema { types { " + _nested(6, "fields { type { ", "name ", "} } ") + "} } }",
    "introspection of each type": "{ " + "".join(f'a{n}: __type(name: "Case") {{ name }} ' for n in range(200)) + "}",
    "introspection of a larger size": get_introspection_query(type_depth=40),
    "pages of pages": "{ " + _CASES + " }",
    "pages of pages of pages": "{ " + _CASES.replace("{ id }", "{ " + _CASES + " }") + " }",
    "an enormous page": "{ cases(first: 2147483647) { edges { node { id } } } }",
    "a page of many digits": "{ cases(first: " + "9" * 5000 + ") { totalCount } }",
    "a number of many digits": "{ metrics(asOf: " + "9" * 50_000 + ") { opened } }",
    "a list of ten thousand": "{ cases(where: {number: {in: [" + '"a" ' * 10_000 + "]}}) { totalCount } }",
    "a thousand conditions": "{ cases(where: {"
    + "".join(f"x{n}: {{eq: 1}} " for n in range(400))
    + "}) { totalCount } }",
    "a thousand orders": "{ cases(orderBy: [" + "{field: OPENED_AT} " * 300 + "]) { totalCount } }",
    "a long name": "{ " + "a" * 90_000 + " }",
    "a long name of an operation": "query " + "a" * 90_000 + " { absent }",
    "a long comment": "#" + "a" * 100_000 + "\n{ me { subject } }",
    "a hundred thousand commas": "{ me { subject } }" + "," * 100_000,
    "a long text": '{ node(id: "' + "a" * 90_000 + '") { id name } }',
    "a block of lines": '{ node(id: """' + " \n" * 40_000 + '""") { id name } }',
    "escapes": '{ node(id: "' + "\\u{0}" * 15_000 + '") { id name } }',
    "half a pair of surrogates": '{ node(id: "\\uD800") { id } }',
    "eleven operations": " ".join(f"query q{n} {{ me {{ subject }} }}" for n in range(11)),
    "a thousand operations": " ".join(f"query q{n} {{ me {{ subject }} }}" for n in range(200)),
    "a thousand variables": "query(" + "".join(f"$v{n}: Int " for n in range(300)) + ") { me { subject } }",
    "a thousand unknown fields": "{ " + " ".join(f"subjec{n}" for n in range(1000)) + " }",
    "names that are nearly right": "{ me { " + " ".join(f"subjec{n % 10}" for n in range(600)) + " } }",
    "a document of types": "type A { a: A } " * 200,
    "nothing but blanks": " " * 90_000,
    "bytes that are no letters": "{ me { \0\x01\x02 } }",
}
"""Each is refused, by HTTP, as a stream and on a WebSocket."""


@dataclass(frozen=True)
class Body:
    """A request that is none: its method, its bytes and its header fields beside those of everybody."""

    content: bytes
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


_GOOD = {"query": "{ me { subject } }"}
BODIES: Mapping[str, Body] = {
    "a thousand requests in one": Body(_json([_GOOD] * 1000)),
    "brackets": Body(b"[" * 200_000),
    "deep JSON": Body(b'{"query": "{ me { subject } }", "variables": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001),
    "a number of JSON": Body(b'{"query": "{ me { subject } }", "variables": {"a": ' + b"9" * 200_000 + b"}}"),
    "an exponent": Body(b'{"query": 1e999999999}'),
    "a text": Body(b'"query"'),
    "nothing": Body(b""),
    "other letters": Body(b'{"query": "\xff\xfe"}'),
    "five megabytes": Body(b" " * 5_000_000 + _json(_GOOD)),
    "a text of another shape": Body(_json({"query": {"a": 1}})),
    "variables of another shape": Body(_json(_GOOD | {"variables": [1]})),
    "a form": Body(b"query={me{subject}}", headers={"content-type": "application/x-www-form-urlencoded"}),
    "a plain text": Body(_json(_GOOD), headers={"content-type": "text/plain"}),
    "parts": Body(b"--x\r\n\r\n--x--", headers={"content-type": "multipart/form-data; boundary=x"}),
    "another method": Body(_json(_GOOD), "PUT"),
    "a method to delete": Body(b"", "DELETE"),
    "an answer nobody gives": Body(_json(_GOOD), headers={"accept": "image/png"}),
    "long header fields": Body(_json(_GOOD), headers={"x-long": "a" * 200_000}),
}
"""Each is refused by its status."""
