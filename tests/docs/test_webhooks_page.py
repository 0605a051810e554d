"""docs/webhooks.md runs: its webhook is made, its query answered, its verification done on what arrived."""

import json
from pathlib import Path
from typing import Any

from casewright.courier import Courier
from casewright.operations.outbox import fan_out
from casewright.webhooks.sending import Sender
from casewright_gateway.rendering import renderer
from casewright_gateway.schema import compose
from kit import running
from pages import blocks
from stack_production.post_office import NO_WORKER, listening

PAGE = "docs/webhooks.md"


async def test_the_page_is_true(database_url: str, tmp_path: Path) -> None:
    """The message of the page arrives, word for word but for time and number, and the page's function verifies it."""
    creating, query = blocks(PAGE, "graphql")
    [example], [source] = blocks(PAGE, "json"), blocks(PAGE, "python")
    settings: dict[str, Any] = {"broker_url": NO_WORKER, "webhook_allow": "127.0.0.1"}
    async with running(database_url, tmp_path, None, **settings) as stack, listening() as receiver:
        marta, platform = stack.person("marta", "manager"), stack.platform
        made = (await marta.ask(creating, url=receiver.url, query=query))["createWebhook"]
        assert made["problems"] == []
        await marta.done(
            "openInsuranceClaim",
            "insuranceClaim { id }",
            policyNumber="HO-1",
            lostOn="2026-03-01",
            peril="FIRE",
            description="The kitchen burned.",
        )
        while await fan_out(platform):
            pass
        composition = compose(platform)
        render = renderer(platform, composition.schema, composition.case_classes)
        async with Courier(platform, render, Sender(platform.targets)) as courier:
            await courier.round()
            await courier.settled()
    [message] = receiver.arrived
    page: dict[str, Any] = {}
    exec(compile(source, "webhooks.md", "exec"), page)
    assert page["verified"](made["secret"], message.headers, message.body)
    assert not page["verified"](made["secret"], message.headers, message.body + b" ")
    shown, sent = json.loads(example), message.content
    for body in (shown, sent):
        body["timestamp"], body["data"]["case"]["number"] = "then", "some number"
    assert sent == shown
