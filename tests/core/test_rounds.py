"""Rounds: who waits together is served together, and nobody suffers from another's mistake."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from casewright.errors import Refused, Unavailable
from casewright.rounds import Rounds


@dataclass
class Baker:
    """Bakes what is ordered, a batch in each round, once the oven is hot; burnt loaves spoil their whole batch."""

    rounds: Rounds = field(default_factory=Rounds)
    oven: asyncio.Event = field(default_factory=asyncio.Event)
    batches: list[list[str]] = field(default_factory=list)
    lost: bool = False

    async def order(self, loaf: str, key: str = "bread") -> str:
        """The loaf, when it is baked."""
        await self.rounds.join(key, loaf, self.bake)
        return loaf

    async def bake(self, loaves: Sequence[str]) -> None:
        """One batch."""
        await self.oven.wait()
        self.batches.append(list(loaves))
        if self.lost:
            raise Unavailable("no fire")
        if "burnt" in loaves:
            raise Refused("burnt")


async def waiting(*orders: "asyncio.Task[str]") -> None:
    """Until every order has been placed."""
    await asyncio.sleep(0)
    assert not any(order.done() for order in orders)


async def test_alone_nobody_waits() -> None:
    """One after the other are as many rounds."""
    baker = Baker()
    baker.oven.set()
    assert [await baker.order("a"), await baker.order("b")] == ["a", "b"]
    assert baker.batches == [["a"], ["b"]]


async def test_who_comes_during_a_round_shares_the_next() -> None:
    """The first begins at once; all that come meanwhile are one round, in the order they came."""
    baker = Baker()
    first = asyncio.create_task(baker.order("a"))
    await waiting(first)
    await waiting(first)
    others = [asyncio.create_task(baker.order(loaf)) for loaf in "bcd"]
    await waiting(*others)
    baker.oven.set()
    assert await asyncio.gather(first, *others) == ["a", "b", "c", "d"]
    assert baker.batches == [["a"], ["b", "c", "d"]]


async def test_rounds_of_different_keys_do_not_wait_for_each_other() -> None:
    """A slow round holds up its own key only."""
    baker, quick = Baker(), Baker()
    quick.oven.set()
    quick.rounds = baker.rounds
    slow = asyncio.create_task(baker.order("a"))
    await waiting(slow)
    assert await quick.order("b", key="cake") == "b"
    assert not slow.done()
    baker.oven.set()
    await slow


async def test_a_round_that_fails_is_tried_again_one_by_one() -> None:
    """Only the one at fault hears of it."""
    baker = Baker()
    orders = [asyncio.create_task(baker.order(loaf)) for loaf in ("a", "burnt", "b")]
    await waiting(*orders)
    baker.oven.set()
    baked, burnt, other = await asyncio.gather(*orders, return_exceptions=True)
    assert (baked, other) == ("a", "b")
    assert isinstance(burnt, Refused)
    assert baker.batches == [["a", "burnt", "b"], ["a"], ["burnt"], ["b"]]


async def test_nothing_is_tried_again_when_nothing_answers() -> None:
    """All of the round hear that it failed."""
    baker = Baker(lost=True)
    orders = [asyncio.create_task(baker.order(loaf)) for loaf in "ab"]
    await waiting(*orders)
    baker.oven.set()
    assert [type(answer) for answer in await asyncio.gather(*orders, return_exceptions=True)] == [Unavailable] * 2
    assert baker.batches == [["a", "b"]]


async def test_a_round_ends_when_all_in_it_give_up() -> None:
    """Whoever gives up alone leaves nothing behind, and the next round begins."""
    baker = Baker()
    orders = [asyncio.create_task(baker.order(loaf)) for loaf in "ab"]
    await waiting(*orders)
    await waiting(*orders)
    for order in orders:
        order.cancel()
    await asyncio.wait(orders)
    assert all(order.cancelled() for order in orders)
    baker.oven.set()
    assert await baker.order("c") == "c"
    assert baker.batches == [["c"]]


async def test_who_gives_up_before_the_round_is_left_out() -> None:
    """And whoever gives up during it changes nothing for the others."""
    baker = Baker()
    first = asyncio.create_task(baker.order("a"))
    await waiting(first)
    await waiting(first)
    early, late = asyncio.create_task(baker.order("early")), asyncio.create_task(baker.order("late"))
    await waiting(early, late)
    early.cancel()
    await waiting(late, first)
    baker.oven.set()
    assert await asyncio.gather(first, late) == ["a", "late"]
    assert baker.batches == [["a"], ["late"]]
    with pytest.raises(asyncio.CancelledError):
        await early


async def test_who_gives_up_during_a_round_changes_nothing_for_the_others() -> None:
    """The work is done for all of them."""
    baker = Baker()
    orders = [asyncio.create_task(baker.order(loaf)) for loaf in "ab"]
    await waiting(*orders)
    await waiting(*orders)
    orders[0].cancel()
    await waiting(orders[1])
    baker.oven.set()
    assert await orders[1] == "b"
    assert baker.batches == [["a", "b"]]
