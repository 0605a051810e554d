"""One request, what it changed and what that set off, as an operator sees it in traces."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from casewright.operations.outbox import fan_out, react, take_deliveries
from casewright.spans import Spans, trace_of
from casewright_gateway.ids import decode
from kit import Person, Stack, running
from stack.listeners import Ears, listening
from stack.town import NO_WORKER

PERSON, NAME, TEXT = "rita.personal", "Ann Private", "she told a secret"
RING = """
mutation Ring($input: OpenBellInput!) { openBell(input: $input) { problems { code } bell { id events { id } } } }
"""
TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@dataclass(frozen=True)
class Traced:
    """A platform whose spans stay here."""

    stack: Stack
    ears: Ears
    exporter: InMemorySpanExporter

    @property
    def ringer(self) -> Person:
        return self.stack.person(PERSON, "ringer")

    def named(self, name: str) -> list[ReadableSpan]:
        """The spans of a name, in the order in which they ended."""
        return [span for span in self.exporter.get_finished_spans() if span.name == name]

    async def work(self) -> None:
        """One round of relay and workers."""
        await fan_out(self.stack.platform)
        for delivery in await take_deliveries(self.stack.platform):
            await react(self.stack.platform, delivery)


@pytest.fixture
async def traced(shared_url: str, tmp_path: Path) -> AsyncIterator[Traced]:
    """Two plugins that listen, and no worker."""
    ears, exporter = Ears(), InMemorySpanExporter()
    tracing = Spans(SimpleSpanProcessor(exporter))
    async with running(shared_url, tmp_path, listening(ears), tracing=tracing, broker_url=NO_WORKER) as stack:
        yield Traced(stack, ears, exporter)


async def test_a_request_leads_to_what_it_set_off(traced: Traced) -> None:
    """From the caller's trace to the operation, its change, and by a link to the trace of the reactions."""
    headers = {"authorization": f"Bearer {traced.ringer.token}", "traceparent": f"00-{TRACE}-{CALLER}-01"}
    body = {"query": RING, "variables": {"input": {"name": NAME}}}
    answer = (await traced.stack.client.post("/graphql", json=body, headers=headers)).json()
    await traced.work()
    _, event = decode(answer["data"]["openBell"]["bell"]["events"][0]["id"])
    [operation], [change], [relay] = (traced.named(name) for name in ("GraphQL Operation", "change", "relay"))
    assert operation.context.trace_id == change.context.trace_id == int(TRACE, 16)
    assert change.parent == operation.context
    assert operation.attributes == {
        "graphql.operation.type": "mutation",
        "graphql.operation.name": "Ring",
        "casewright.code": "OK",
    }
    assert [link.context.trace_id for link in change.links] == [trace_of(event)]
    assert trace_of(event) in [link.context.trace_id for link in relay.links]
    reactions = [span for span in traced.named("reaction") if span.context.trace_id == trace_of(event)]
    assert len(reactions) == len(traced.ears.heard)


async def test_a_planned_operation_is_traced_as_well(traced: Traced) -> None:
    """Asked again, it is answered in front of strawberry, and looks the same."""
    for _ in range(3):
        await traced.ringer.ask("query Bells { bells(first: 1) { edges { node { name } } } }")
    told = {"graphql.operation.type": "query", "graphql.operation.name": "Bells", "casewright.code": "OK"}
    assert [span.attributes for span in traced.named("GraphQL Operation")] == [told] * 3


async def test_nothing_about_a_person_is_in_a_trace(traced: Traced) -> None:
    """Neither who asked, nor what they wrote or asked with, nor the words of an exception; decoded as it is sent."""
    traced.ears.deaf["bells"] = 1
    bell = (await traced.ringer.done("openBell", "bell { id }", name=NAME))["bell"]
    await traced.ringer.done("addNote", "note { text }", id=bell["id"], text=TEXT)
    await traced.ringer.send(f'{{ bells(where: {{name: {{eq: "{NAME}"}}}}) {{ totalCount }} }}')
    await traced.ringer.send("{ nothing }")
    await traced.work()
    assert traced.named("reaction")
    assert {span.status.description for span in traced.named("reaction")} == {None, "ConnectionError"}
    assert not found_in(traced, PERSON, NAME, TEXT, "demo", bell["id"], "totalCount", "the words of")


async def test_what_is_looked_for_would_be_found(traced: Traced) -> None:
    """Control: were one of them in a span, the same look would see it."""
    with traced.stack.platform.tracing.span("change", {"casewright.note": TEXT}):
        pass
    assert found_in(traced, TEXT) == {TEXT}


def found_in(traced: Traced, *words: str) -> set[str]:
    """Which of the words are in what a collector would get."""
    sent = encode_spans(traced.exporter.get_finished_spans()).SerializeToString()
    return {word for word in words if word.encode() in sent}
