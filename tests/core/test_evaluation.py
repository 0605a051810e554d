"""Savings and return: the published formulas, exact to the last digit."""

from dataclasses import dataclass, replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from casewright.evaluation import CostKind, Economy, economies


@dataclass(frozen=True)
class Entry:
    """An amount as a row has it."""

    kind: str
    amount: Decimal
    currency: str = "EUR"
    hard: bool = True


AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=4)
ENTRIES = st.builds(
    Entry, st.sampled_from([kind.value for kind in CostKind]), AMOUNTS, st.sampled_from(["EUR", "USD"]), st.booleans()
)


def test_the_worked_example() -> None:
    """12,000 would have been spent, 7,000 were, 1,000 of case management: 4,000 saved, four for each one spent."""
    potential, actual, own = CostKind.POTENTIAL, CostKind.ACTUAL, CostKind.CASE_MANAGEMENT
    [economy] = economies(
        [Entry(potential, Decimal(12_000)), Entry(actual, Decimal(7_000)), Entry(own, Decimal(1_000))]
    )
    assert (economy.savings, economy.roi) == (4_000, 4)


def test_without_a_cost_there_is_no_return() -> None:
    """Nothing is divided by zero, and nothing without entries."""
    [economy] = economies([Entry(CostKind.POTENTIAL, Decimal(10))])
    assert (economy.savings, economy.roi) == (10, None)
    assert economies([]) == []


@given(st.lists(ENTRIES, max_size=40))
def test_sums_are_kept_apart_and_complete(entries: list[Entry]) -> None:
    """Each currency and kind once, hard before soft; the sums are those of the entries, to the last digit."""
    found = economies(entries)
    keys = [(economy.currency, economy.hard) for economy in found]
    assert keys == sorted(set(keys), key=lambda key: (key[0], not key[1]))
    for economy in found:
        own = [entry for entry in entries if (entry.currency, entry.hard) == (economy.currency, economy.hard)]
        for kind in CostKind:
            assert getattr(economy, kind.value) == sum((e.amount for e in own if e.kind == kind), Decimal(0))


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.integers(1, 1_000))
def test_savings_and_return_belong_together(potential: Decimal, actual: Decimal, own: Decimal, times: int) -> None:
    """A gain is a return above zero; a multiple of everything saves the multiple and returns the same."""
    one = Economy(currency="EUR", hard=True, potential=potential, actual=actual, case_management=own)
    many = replace(one, potential=potential * times, actual=actual * times, case_management=own * times)
    assert many.savings == one.savings * times
    assert one.savings + own + actual == potential
    if one.roi is None:
        assert (own, many.roi) == (0, None)
    else:
        assert (one.roi > 0, one.roi < 0) == (one.savings > 0, one.savings < 0)
        assert many.roi == one.roi
