"""What was used last is kept, as much as there is room for."""

from hypothesis import given
from hypothesis import strategies as st

from casewright_gateway.planner.latest import Latest


def test_what_was_not_used_for_longest_goes_first() -> None:
    """Asking for a value keeps it; of the others the oldest makes room."""
    latest: Latest[str, int] = Latest(room=20)
    latest.put("a", 1, 10)
    latest.put("b", 2, 10)
    assert latest.get("a") == 1
    latest.put("c", 3, 10)
    assert (latest.get("a"), latest.get("b"), latest.get("c")) == (1, None, 3)


def test_large_things_make_room_for_many_small_ones() -> None:
    """It is the weight that counts: one large value takes the place of many, and gives it back."""
    latest: Latest[int, int] = Latest(room=100)
    for number in range(100):
        latest.put(number, number, 1)
    latest.put(100, 100, 60)
    assert [latest.get(number) for number in (59, 60, 99, 100)] == [None, 60, 99, 100]


def test_a_value_that_is_put_again_weighs_once() -> None:
    """Else what is learnt anew would drive out all the rest."""
    latest: Latest[str, int] = Latest(room=10)
    latest.put("other", 0, 5)
    for number in range(50):
        latest.put("same", number, 5)
    assert (latest.get("same"), latest.get("other")) == (49, 0)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 50))), st.integers(1, 100))
def test_the_last_is_there_and_the_rest_within_the_room(puts: list[tuple[int, int]], room: int) -> None:
    """Whatever is put: the last value is found, and all that are found weigh no more than the room, or are one."""
    latest: Latest[int, int] = Latest(room)
    for key, weight in puts:
        latest.put(key, weight, weight)
        assert latest.get(key) == weight
    kept = [weight for key in range(9) if (weight := latest.get(key)) is not None]
    assert sum(kept) <= room or len(kept) == 1
