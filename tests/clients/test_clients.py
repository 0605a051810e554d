"""What the suites and clients of others say of the gateway, with their scores."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from graphql import print_schema

from casewright.webhooks.signing import new_secret, signed_headers
from clients.conftest import SCHEMA, Client
from served import Served

Door = tuple[str, str]


def test_graphql_over_http(node: Client, door: Door) -> None:
    """graphql-http, the audits of the specification: 61 of 61, what a server should and may do included."""
    assert node("http.mjs", *door) == {"passed": 61, "of": 61, "failed": []}


def test_sockets_and_events(node: Client, door: Door) -> None:
    """graphql-ws and graphql-sse: queries, subscriptions, unsubscriptions, refusals."""
    assert node("sockets.mjs", *door) == {"passed": 9, "of": 9, "failed": []}


def test_relay(node: Client, door: Door) -> None:
    """The compiler takes a query of a connection; the store keeps a case once that is reached in two ways."""
    assert node("relay.mjs", *door, str(SCHEMA)) == {"compiled": "", "listed": 10, "once": True}


def test_apollo(node: Client, door: Door) -> None:
    """Pages grow together, a mutation changes what is cached, a refusal is seen."""
    assert node("apollo.mjs", *door) == {"passed": 4, "of": 4, "failed": []}


def test_typescript(node: Client) -> None:
    """Types are generated and compile strictly; control: a variable of a wrong type does not."""
    told = node("typed.mjs", str(SCHEMA))
    assert (told["generated"], told["compiled"]) == ("", "")
    assert "Type 'string' is not assignable to type 'number'" in told["wrong"]


def test_linters(node: Client, gateway: Served, tmp_path: Path) -> None:
    """graphql-inspector finds no change that breaks a client, graphql-schema-linter nothing at all.

    Control: a field less breaks clients, and a field in another case is found.
    """
    served = tmp_path / "served.graphql"
    served.write_text(print_schema(gateway.schema), encoding="utf-8")
    assert node("schema.mjs", str(SCHEMA), str(served)) == {"breaking": [], "linted": []}
    other = tmp_path / "other.graphql"
    other.write_text(served.read_text(encoding="utf-8").replace("  openedBy: ", "  opened_by: "), encoding="utf-8")
    told = node("schema.mjs", str(SCHEMA), str(other))
    assert told["breaking"]
    assert any("opened_by" in each for each in told["linted"])


def test_graphql_eslint(node: Client) -> None:
    """Of the recommended rules and those of Relay: values without an id, and two rows that are reached by no `node`."""
    found = node("eslint.mjs", str(SCHEMA))
    told = Counter({rule: len(messages) for rule, messages in found.items()})
    del told["strict-id-in-types"]  # a value, such as a figure or a problem, has no id
    assert told == {"no-typename-prefix": 1, "relay-edge-types": 2}, told


def test_standard_webhooks(node: Client) -> None:
    """The library verifies what is signed here; control: with a byte more it does not."""
    secret, body = new_secret(), '{"number":"7"}'
    headers = signed_headers([secret], "msg_1", datetime.now(UTC), body.encode())
    told = node("webhooks.mjs", secret, body, *headers.values())
    assert told == {"genuine": True, "altered": False}
