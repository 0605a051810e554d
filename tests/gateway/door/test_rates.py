"""How much somebody may ask for in a minute."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from graphql import GraphQLError

from casewright.access.actor import Actor
from casewright.db.database import Database
from casewright.platform import CORE
from casewright_gateway.auth import Unauthenticated
from casewright_gateway.metering import Budgets
from casewright_gateway.rates import Rates
from casewright_gateway.tally import Tally


class Seconds:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_was_spent_comes_back_within_a_minute() -> None:
    """Sixty points: one comes back every second, never more than sixty, and nobody spends for another."""
    clock = Seconds()
    rates = Rates(60, clock)
    assert rates.spend("ada", 50) == 0
    assert rates.spend("ada", 20) == 10
    assert rates.spend("bob", 60) == 0
    clock.now = 10
    assert rates.spend("ada", 20) == 0
    clock.now = 1000
    assert rates.spend("ada", 60) == 0
    assert rates.spend("ada", 1) == 1


def test_what_costs_more_than_there_is_may_be_had_once_all_is_there() -> None:
    """Else it could never be had; it is paid for by waiting afterwards."""
    clock = Seconds()
    rates = Rates(60, clock)
    assert rates.spend("ada", 100) == 0
    assert rates.spend("ada", 60) == 100
    clock.now = 100
    assert rates.spend("ada", 60) == 0


def test_ten_thousand_are_remembered() -> None:
    """Made-up callers do not fill the memory; who was forgotten begins anew."""
    rates = Rates(1, Seconds())
    for number in range(10_001):
        assert rates.spend(number, 1) == 0
    assert rates.spend(10_000, 1) > 0
    assert rates.spend(0, 1) == 0


def test_a_person_spends_for_themselves() -> None:
    """Of one tenant; the same name elsewhere is somebody else. Without a limit nobody counts."""
    budgets = Budgets(100)
    ada, other = (Actor(tenant=tenant, subject="ada") for tenant in ("demo", "elsewhere"))
    budgets.of(ada)(100)
    with pytest.raises(GraphQLError, match="100 points in a minute") as refusal:
        budgets.of(ada)(50)
    assert refusal.value.extensions["code"] == "RATE_LIMITED"
    assert 29 <= refusal.value.extensions["retryAfter"] <= 30
    budgets.of(other)(100)
    for _ in range(3):
        Budgets(0).of(ada)(10**12)


def test_a_thousand_bad_tokens_are_too_many() -> None:
    """After the hundredth from one address the answer says so; elsewhere nothing changed."""
    budgets, refusal = Budgets(0), Unauthenticated("no")
    codes = [budgets.miss("203.0.113.7", refusal).code for _ in range(1000)]
    assert codes[:100] == ["UNAUTHENTICATED"] * 100
    assert codes.count("RATE_LIMITED") > 890
    assert budgets.miss("203.0.113.8", refusal) is refusal


def test_what_was_spent_elsewhere_has_to_come_back_first() -> None:
    """Who spent all at two doors at once waits until both are paid for."""
    clock = Seconds()
    rates = Rates(60, clock)
    assert rates.spend("ada", 60) == 0
    rates.charge("ada", 60)
    assert rates.spend("ada", 60) == 120
    clock.now = 120
    assert rates.spend("ada", 60) == 0


ADA = Actor(tenant="demo", subject="ada")


async def test_a_budget_is_one_at_all_gateways(dialect: str, database_url: str) -> None:
    """On one PostgreSQL: what is spent at one is missing at the other. Control: on SQLite nobody tells."""
    async with AsyncExitStack() as stack:
        here, there = [await stack.enter_async_context(opened(database_url)) for _ in range(2)]
        spending, elsewhere, heard = Budgets(10**9, Seconds()), Budgets(10**9, Seconds()), asyncio.Event()
        charge = elsewhere.charge
        elsewhere._tally = Tally(lambda who, cost: (charge(who, cost), heard.set()))
        await stack.enter_async_context(spending.shared(here))
        await stack.enter_async_context(elsewhere.shared(there))
        async with asyncio.timeout(60):
            while not heard.is_set():
                spending.of(ADA)(10_000)  # until the other one listens
                await asyncio.sleep(0.05)
                if dialect == "sqlite":
                    break
        whole = 10**9
        if dialect == "sqlite":
            elsewhere.of(ADA)(whole)
        else:
            with pytest.raises(GraphQLError, match="points in a minute"):
                elsewhere.of(ADA)(whole)
        elsewhere.of(Actor(tenant="demo", subject="bob"))(whole)


async def test_what_is_told_names_nobody(database_url: str, dialect: str) -> None:
    """A notice holds digests and numbers, however many spend at once, and fits."""
    if dialect == "sqlite":
        pytest.skip("on SQLite nothing is told")
    heard: list[str] = []
    async with opened(database_url) as database:
        budgets = Budgets(1000)
        ear = asyncio.create_task(database.listen("casewright_spent", heard.append))
        async with budgets.shared(database), asyncio.timeout(60):
            while not heard:
                for number in range(250):
                    budgets.of(Actor(tenant="demo", subject=f"patient {number}"))(1)
                await asyncio.sleep(0.05)
        ear.cancel()
        await asyncio.gather(ear, return_exceptions=True)
    assert "patient" not in "".join(heard)
    assert max(map(len, heard)) < 8000


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """The database of a gateway."""
    database = Database(url, [CORE])
    await database.open()
    yield database
    await database.close()
