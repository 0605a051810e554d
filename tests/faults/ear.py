"""Another system that is told of every event: a webhook, and what arrived at it."""

from typing import Any

from faults.callers import caller
from faults.crowd import Crowd
from faults.outcome import rows
from faults.processes import Site
from stack_production.post_office import Receiver

FOLLOW = "mutation($input: CreateWebhookInput!) { createWebhook(input: $input) { problems { code message } secret } }"
QUERY = "query($id: ID!) { case(id: $id) { number } }"
TOLD = "SELECT id, attempts FROM delivery WHERE webhook_id IS NOT NULL"
EVENTS = "SELECT count(*) FROM event"


async def follow(crowd: Crowd, receiver: Receiver) -> str:
    """Have the receiver told of every event of every well; the secret its messages are signed with."""
    async with caller() as client:
        told = {"url": receiver.url, "caseTypes": ["Well"], "query": QUERY}
        payload = (await crowd.ask(client, FOLLOW, input=told))["createWebhook"]
    assert payload["problems"] == []
    secret: str = payload["secret"]
    return secret


async def deaf_spots(site: Site, receiver: Receiver) -> list[Any]:
    """What is wrong with what arrived: messages that did not, or more often than tried, or in another order."""
    told = {str(delivery): attempts for delivery, attempts in await rows(site, TOLD)}
    ((events,),) = await rows(site, EVENTS)
    arrived = [message.id for message in receiver.arrived]
    wrong: list[Any] = [] if len(told) == events else [f"{events} events, {len(told)} deliveries"]
    wrong += sorted(told.keys() ^ set(arrived))
    wrong += [identity for identity in set(arrived) if arrived.count(identity) > told.get(identity, 0)]
    return wrong + _out_of_order(receiver)


def _out_of_order(receiver: Receiver) -> list[str]:
    """The cases whose events arrived, each for the first time, in another order than they happened."""
    places: dict[str, list[int]] = {}
    for message in receiver.arrived:
        seen = places.setdefault(message.content["data"]["case"]["number"], [])
        if message.content["sequence"] not in seen:
            seen.append(message.content["sequence"])
    return [number for number, found in places.items() if found != list(range(1, len(found) + 1))]
