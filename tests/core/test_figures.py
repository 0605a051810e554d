"""What figures mean, without a database."""

from decimal import Decimal

from casewright.figures import Rate, Tally, mean

GROUPS = (
    ({"status": "active", "team": "north"}, 3),
    ({"status": "active", "team": None}, 2),
    ({"status": "closed", "team": "south"}, 3),
)


def test_a_rate_is_a_part_of_a_whole() -> None:
    """To four places; of nothing there is none."""
    assert (Rate(1, 3).share, Rate(0, 2).share, Rate(0, 0).share) == (Decimal("0.3333"), Decimal(0), None)


def test_a_mean_is_to_two_places() -> None:
    """Of nothing there is none."""
    assert (mean(3, 14), mean(0, 0)) == (Decimal("4.67"), None)


def test_a_tally_counts_by_one_thing_among_those_that_have_others() -> None:
    """Most first, then by value; what has no value is in no group of it, but in the whole."""
    tally = Tally(GROUPS)
    assert (tally.count(), tally.count(status="active"), tally.count(status="lost")) == (8, 5, 0)
    assert tally.by("team") == [("north", 3), ("south", 3)]
    assert tally.by("team", status="closed") == [("south", 3)]
