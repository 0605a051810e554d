"""What the suites and clients of others say of the gateway, with their scores."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from graphql import print_schema
from standardwebhooks import Webhook, WebhookVerificationError

from casewright.webhooks.signing import new_secret
from clients.conftest import SCHEMA, Client
from served import Served
from stack_production.post_office import Message, listening, manage, world

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


SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")


def genuine(secret: str, message: Message) -> bool:
    """Whether the library of Standard Webhooks from PyPI takes a message."""
    try:
        Webhook(secret).verify(message.body, message.headers)
    except WebhookVerificationError:
        return False
    return True


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_standard_webhooks(node: Client, database_url: str, tmp_path: Path) -> None:
    """Both libraries take what was sent, with either secret after a rotation.

    Control: they refuse it with a byte more, with another secret, and when it is six minutes old.
    """
    async with world(database_url, tmp_path) as here, listening() as receiver:
        webhook = await here.webhook(receiver)
        rotated = await manage(here.dispatcher, "rotateWebhookSecret", "secret", id=webhook["id"])
        await here.opened(street="Łódź 🌉")
        await here.until_quiet()
        here.clock.advance(minutes=-6)
        await here.opened()
        await here.until_quiet()
    sent, old = receiver.arrived

    def told(secret: str, message: Message) -> dict[str, bool]:
        return node("webhooks.mjs", secret, message.body.decode(), *(message.headers[name] for name in SIGNED))

    for secret in (webhook["secret"], rotated["secret"]):
        assert told(secret, sent) == {"genuine": True, "altered": False}
        assert told(secret, old) == {"genuine": False, "altered": False}
        assert (genuine(secret, sent), genuine(secret, old)) == (True, False)
        assert not genuine(secret, replace(sent, body=sent.body + b" "))
    assert told(new_secret(), sent) == {"genuine": False, "altered": False}
    assert not genuine(new_secret(), sent)
