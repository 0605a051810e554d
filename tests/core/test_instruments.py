"""Instruments: answers to points, points to a score, a score to its band; what is wrong, missing, or alarming."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright import Answer, Band, Instrument, Invalid, Item, ItemAlarm, Option, PluginError, Risk, Variant
from casewright.instrument_check import check_instrument
from casewright.instruments import form_of, read_answers

HOW_MUCH = tuple(Option(f"o{points}", str(points), points) for points in range(4))
THREE = tuple(Item(id=f"i{place}", label=f"Item {place}", options=HOW_MUCH) for place in range(3))
AGE = Item(id="age", label="Age", steps=((0, 0), (65, 1), (80, 2)), most=120, decimals=1)
BANDS = (Band("low", 0, Risk.LOW), Band("middle", 4), Band("high", 7, Risk.HIGH))


def instrument(*items: Item, **more: object) -> Instrument:
    """An instrument without mistakes."""
    values = {"name": "test", "version": "1", "title": "Test", "source": "a book", "bands": BANDS} | more
    return Instrument(items=items or THREE, **values)  # type: ignore[arg-type]


def chosen(*points: int) -> list[Answer]:
    return [Answer(f"i{place}", option=f"o{given}") for place, given in enumerate(points)]


@given(st.lists(st.integers(0, 3), min_size=3, max_size=3))
def test_the_score_is_the_sum_and_lies_in_one_band(points: list[int]) -> None:
    """The band is the last one that begins at the score or below."""
    result = read_answers(instrument(), None, chosen(*points))
    assert result.score == sum(points)
    assert result.band is not None
    later = BANDS[BANDS.index(result.band) + 1 :]
    assert result.band.at_least <= sum(points)
    assert all(sum(points) < band.at_least for band in later)
    assert list(result.points.values()) == points


@given(st.permutations(range(3)))
def test_the_order_of_the_answers_does_not_matter(order: list[int]) -> None:
    """They are found by their items."""
    answers = chosen(1, 2, 3)
    shuffled = read_answers(instrument(), None, [answers[place] for place in order])
    assert (shuffled.score, shuffled.band) == (6, BANDS[1])


@pytest.mark.parametrize(("age", "points"), [("0", 0), ("64.9", 0), ("65", 1), ("79.9", 1), ("80", 2), ("120", 2)])
def test_a_number_is_worth_the_last_step_it_reaches(age: str, points: int) -> None:
    """A step counts from its own number on."""
    assert read_answers(instrument(AGE), None, [Answer("age", number=Decimal(age))]).score == points


@pytest.mark.parametrize("age", ["-1", "120.1", "1.25", "NaN", "Infinity", "1E+30", "1E-30"])
def test_a_number_that_cannot_be_is_refused(age: str) -> None:
    """Too small, too large, too exact, or no number at all."""
    with pytest.raises(Invalid) as refusal:
        read_answers(instrument(AGE), None, [Answer("age", number=Decimal(age))])
    assert (refusal.value.field, refusal.value.rule) == ("answers.0.number", "assessment.answers")


def test_every_wrong_answer_is_named() -> None:
    """One sentence each, by its place."""
    answers = [
        Answer("i0", option="o9"),
        Answer("i1", option="o1"),
        Answer("i1", option="o2"),
        Answer("x", option="o1"),
    ]
    with pytest.raises(Invalid) as refusal:
        read_answers(instrument(), None, answers)
    assert [field for field, _ in refusal.value.errors] == ["answers.0.option", "answers.2.item", "answers.3.item"]


def test_without_a_required_item_there_is_no_score() -> None:
    """What is missing is named; an item that is not required is not."""
    extra = Item(id="extra", label="Extra", options=HOW_MUCH, required=False)
    result = read_answers(instrument(*THREE, extra), None, chosen(3, 3))
    assert (result.missing, result.score, result.band) == (("i2",), None, None)


@pytest.mark.parametrize(("points", "score"), [((3, 3), 9), ((1, 0), 2), ((1, 2), 5), ((3,), None)])
def test_so_many_missing_items_are_estimated_by_the_mean_of_the_others(
    points: tuple[int, ...], score: int | None
) -> None:
    """A half is rounded up; what was not answered stays named, and nobody estimates unasked."""
    one = instrument(estimates=1)
    result = read_answers(one, None, chosen(*points), estimated=True)
    assert (result.score, len(result.missing)) == (score, 3 - len(points))
    assert (result.band is None) is (score is None)
    assert read_answers(one, None, chosen(*points)).score is None
    assert read_answers(instrument(), None, chosen(*points), estimated=True).score is None


def test_what_nobody_may_overlook_is_not_estimated() -> None:
    """Nor is an item beside the score."""
    loud = Item(id="i2", label="Loud", options=HOW_MUCH, alarm=ItemAlarm(2, "look there"))
    beside = Item(id="i2", label="Beside", options=HOW_MUCH, scored=False)
    for third in (loud, beside):
        declared = instrument(*THREE[:2], third, estimates=1)
        assert read_answers(declared, None, chosen(1, 1), estimated=True).score is None


def test_a_finding_is_told_from_all_answers_and_from_no_estimate() -> None:
    """It sees the items beside the score too."""
    extra = Item(id="i3", label="Beside", options=HOW_MUCH, scored=False)
    declared = instrument(*THREE, extra, estimates=1, finding=lambda points: "much" if points["i3"] > 2 else None)
    assert read_answers(declared, None, chosen(1, 1, 1, 3)).finding == "much"
    assert read_answers(declared, None, chosen(1, 1, 1, 2)).finding is None
    third = Answer("i3", option="o3")
    assert read_answers(declared, None, [*chosen(1, 1), third], estimated=True).finding is None


def test_an_item_beside_the_score_does_not_count() -> None:
    """It is kept with its points."""
    beside = Item(id="i3", label="Beside", options=HOW_MUCH, scored=False)
    result = read_answers(instrument(*THREE, beside), None, chosen(1, 1, 1, 3))
    assert (result.score, result.points["i3"]) == (3, 3)


def test_an_instrument_may_score_in_its_own_way() -> None:
    """A product, for instance."""
    product = instrument(score=lambda points: points["i0"] * points["i1"] * points["i2"])
    assert read_answers(product, None, chosen(2, 1, 3)).score == 6


@pytest.mark.parametrize(("points", "alarms"), [(1, 0), (2, 1), (3, 1)])
def test_an_item_alarms_from_its_value_on(points: int, alarms: int) -> None:
    """Whatever the score is, and without one too."""
    loud = Item(id="i0", label="Loud", options=HOW_MUCH, alarm=ItemAlarm(2, "look there"))
    result = read_answers(instrument(loud, *THREE[1:]), None, chosen(points))
    assert result.score is None
    assert [(alarm.value, alarm.reason) for alarm in result.alarms] == [(points, "look there")] * alarms


def test_a_variant_replaces_items_and_bands_and_nothing_else() -> None:
    """The rest is the instrument's; an unknown variant, or none where there are some, is refused."""
    harder = Item(id="i0", label="Harder", options=HOW_MUCH[2:])
    varied = instrument(
        variants=(
            Variant(name="hard", title="Hard", items=(harder,), source="another book"),
            Variant(name="a", title="A"),
        )
    )
    form = form_of(varied, "hard")
    assert (form.items, form.bands, form.source) == ((harder, *THREE[1:]), BANDS, "another book")
    assert form_of(varied, "a").source == "a book"
    for variant in (None, "soft"):
        with pytest.raises(Invalid, match="there are: hard, a"):
            form_of(varied, variant)
    with pytest.raises(Invalid, match="there are: none"):
        form_of(instrument(), "hard")


WRONG = {
    "the name must be letters": instrument(name="PHQ 9"),
    "say its version, title and source": instrument(source=""),
    "no item is scored": instrument(Item(id="a", label="A", options=HOW_MUCH, scored=False)),
    "missing items are estimated of a sum only": instrument(estimates=1, score=lambda points: 1),
    "estimated of a sum only, and fewer than it has": instrument(estimates=3),
    "the item 'i0' is declared twice": instrument(THREE[0], THREE[0]),
    "the item 'A b' must be letters": instrument(Item(id="A b", label="A", options=HOW_MUCH)),
    "'a' has either options or steps": instrument(Item(id="a", label="A")),
    "the option of 'a' 'o1' is declared twice": instrument(Item(id="a", label="A", options=(HOW_MUCH[1],) * 2)),
    "the steps of 'a' must ascend": instrument(Item(id="a", label="A", steps=((5, 0), (1, 1)))),
    "it has no bands": instrument(bands=()),
    "the bands must ascend": instrument(bands=(Band("a", 3), Band("b", 1))),
    "the band 'a' is declared twice": instrument(bands=(Band("a", 1), Band("a", 3))),
    "the variant 'v' is declared twice": instrument(variants=(Variant(name="v", title="V"),) * 2),
    "the variant 'v' replaces the unknown item 'x'": instrument(
        variants=(Variant(name="v", title="V", items=(Item(id="x", label="X", options=HOW_MUCH),)),)
    ),
}


@pytest.mark.parametrize("sentence", WRONG)
def test_a_wrong_declaration_is_refused(sentence: str) -> None:
    """The sentence names the plugin, the instrument and what is wrong."""
    with pytest.raises(PluginError) as refusal:
        check_instrument(WRONG[sentence], "vendor")
    assert refusal.value.message.startswith("plugin 'vendor': instrument ")
    assert sentence in refusal.value.message


def test_a_right_declaration_is_accepted() -> None:
    """Nothing is said about an instrument without mistakes."""
    check_instrument(instrument(*THREE, AGE), "vendor")
