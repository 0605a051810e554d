"""Instruments: questionnaires and rubrics whose answers are scored and banded. Declarations and arithmetic; pure.

An instrument is versioned data with its source. Variants (cut-offs by sex, the points of another publication) have
names of their own, because scores of two variants do not compare.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeAlias

from casewright.calendars import Duration
from casewright.errors import Invalid
from casewright.process import Priority, Risk

Number: TypeAlias = int | Decimal


@dataclass(frozen=True)
class Option:
    """An answer to choose: what a form shows, its points, and its code in the instrument's code system."""

    id: str
    label: str
    points: int
    code: str = ""


@dataclass(frozen=True)
class ItemAlarm:
    """Somebody has to be told when the value of an item is `at` or above, whatever the score.

    The value is the number given, or the points of the option chosen. The case gets an alert with the `reason`, and at
    least the `priority`, until somebody has answered the alert.
    """

    at: Number
    reason: str
    priority: Priority = Priority.URGENT


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question: it has `options` to choose from, or asks for a number and has `steps`.

    `steps` are pairs, ascending: from which number on, how many points. No number is below the first of them or above
    `most`, or has more than so many `decimals`. An item that is not `scored` is kept beside the score.
    """

    id: str
    label: str
    options: tuple[Option, ...] = ()
    steps: tuple[tuple[Number, int], ...] = ()
    most: Number | None = None
    decimals: int = 0
    unit: str = ""
    required: bool = True
    scored: bool = True
    alarm: ItemAlarm | None = None
    code: str = ""


@dataclass(frozen=True)
class Band:
    """What a score means from `at_least` on, up to the next band; `risk` is how serious that is, where it tells."""

    name: str
    at_least: int
    risk: Risk | None = None


@dataclass(frozen=True, kw_only=True)
class Variant:
    """An instrument with other bands, or with other items in the place of those with the same id."""

    name: str
    title: str
    bands: tuple[Band, ...] = ()
    items: tuple[Item, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Answer:
    """The answer to one item: the id of an option, or a number."""

    item: str
    option: str | None = None
    number: Number | None = None


def total(points: Mapping[str, int]) -> int:
    """The sum of the points of all items."""
    return sum(points.values())


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """A questionnaire or rubric.

    Parameters:
        name: how case types and clients call it, for example `falls`; unique among all plugins.
        version: of the items, points and bands; kept with every assessment.
        title: what a form shows.
        source: the publication that the items, points and bands come from.
        items: the questions, in order.
        bands: what a score means, ascending; the first begins at the lowest score.
        variants: where there are some, every assessment names one.
        score: from the points of each scored item to the score; the sum unless said otherwise.
        estimates: of a sum, so many missing items may be taken as the mean of the others; never one with an alarm.
        finding: what the answers say beside the score, in one word, from the points of every item; None: nothing.
        progress: what has changed, in one word, from the first score of a case and a later one; None: nothing to tell.
        review: how long an assessment holds; a required one is then due again.
        code, code_system: of the whole, for instance in LOINC.
        read: the answers in a document of another system; raises Invalid for one that is not about this instrument.
    """

    name: str
    version: str
    title: str
    source: str
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    variants: tuple[Variant, ...] = ()
    score: Callable[[Mapping[str, int]], int] = total
    estimates: int = 0
    finding: Callable[[Mapping[str, int]], str | None] | None = None
    progress: Callable[[int, int], str | None] | None = None
    review: Duration | None = None
    code: str = ""
    code_system: str = ""
    read: "Callable[[Instrument, Mapping[str, Any]], Sequence[Answer]] | None" = None


@dataclass(frozen=True)
class Form:
    """An instrument as one variant has it."""

    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    source: str

    def band(self, score: int) -> Band:
        """What the score means."""
        return [band for band in self.bands if score >= band.at_least][-1]


def form_of(instrument: Instrument, variant: str | None) -> Form:
    """The items and bands of a variant; raises Invalid when there is none of that name, or one is to be named."""
    if not instrument.variants and variant is None:
        return Form(instrument.items, instrument.bands, instrument.source)
    chosen = next((known for known in instrument.variants if known.name == variant), None)
    if chosen is None:
        names = ", ".join(known.name for known in instrument.variants) or "none"
        message = f"say which variant of {instrument.title} was used; there are: {names}"
        raise Invalid(message, rule="assessment.variant", field="variant")
    replaced = {item.id: item for item in chosen.items}
    items = tuple(replaced.get(item.id, item) for item in instrument.items)
    return Form(items, chosen.bands or instrument.bands, chosen.source or instrument.source)


@dataclass(frozen=True)
class Alarm:
    """An item that nobody may overlook, with the value it had."""

    item: str
    label: str
    value: Number
    reason: str
    priority: Priority


@dataclass(frozen=True)
class Result:
    """What the answers come to.

    With `missing` required items, by their ids, there is no finding, and neither score nor band unless estimated.
    """

    points: Mapping[str, int]
    missing: tuple[str, ...]
    score: int | None
    band: Band | None
    alarms: tuple[Alarm, ...]
    finding: str | None = None


def read_answers(
    instrument: Instrument, variant: str | None, answers: Sequence[Answer], *, estimated: bool = False
) -> Result:
    """Score the answers to an instrument; raises Invalid with one sentence per wrong answer.

    Where missing items may be `estimated`, the instrument says how many; with more of them there is no score.
    """
    form = form_of(instrument, variant)
    items = {item.id: item for item in form.items}
    wrong = list(_mistakes(items, answers))
    if wrong:
        raise Invalid(wrong[0][1], errors=tuple(wrong), rule="assessment.answers", field=wrong[0][0])
    values = {answer.item: _value(items[answer.item], answer) for answer in answers}
    points = {name: _points(items[name], value) for name, value in values.items()}
    alarms = tuple(_alarms(form.items, values))
    missing = tuple(item for item in form.items if item.required and item.id not in points)
    counted = {name: given for name, given in points.items() if items[name].scored}
    if not missing:
        score = instrument.score(counted)
        finding = instrument.finding(points) if instrument.finding else None
        return Result(points, (), score, form.band(score), alarms, finding)
    guess = _estimate(counted, len(missing)) if estimated and _may_estimate(instrument, missing) else None
    band = None if guess is None else form.band(guess)
    return Result(points, tuple(item.id for item in missing), guess, band, alarms)


def _may_estimate(instrument: Instrument, missing: Sequence[Item]) -> bool:
    """Whether so few are missing, and none of them is about something nobody may overlook."""
    return len(missing) <= instrument.estimates and all(item.scored and not item.alarm for item in missing)


def _estimate(counted: Mapping[str, int], missing: int) -> int:
    """The sum, had each missing item the mean of the others; to the nearest whole number, a half is rounded up."""
    mean = Decimal(total(counted)) / len(counted)
    return int((total(counted) + mean * missing).to_integral_value(ROUND_HALF_UP))


def _mistakes(items: Mapping[str, Item], answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    """The place and the sentence of every wrong answer."""
    answered: set[str] = set()
    for place, answer in enumerate(answers):
        here, item = f"answers.{place}", items.get(answer.item)
        if item is None:
            yield f"{here}.item", f"there is no item {answer.item}; there are: {', '.join(items)}"
        elif item.id in answered:
            yield f"{here}.item", f"{item.id} is answered twice"
        elif item.options and not _is_option(item, answer):
            known = ", ".join(option.id for option in item.options)
            yield f"{here}.option", f"choose one option of {item.id}: {known}"
        elif item.steps and not _is_number(item, answer):
            yield f"{here}.number", f"{item.id} is a number {_limits(item)}"
        answered.add(answer.item)


def _is_option(item: Item, answer: Answer) -> bool:
    return answer.number is None and answer.option in {option.id for option in item.options}


def _is_number(item: Item, answer: Answer) -> bool:
    return answer.option is None and answer.number is not None and _fits(item, answer.number)


def _fits(item: Item, given: Number) -> bool:
    number = Decimal(given)
    if not number.is_finite() or number < item.steps[0][0] or (item.most is not None and number > item.most):
        return False
    exponent = number.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -item.decimals


def _limits(item: Item) -> str:
    upper = "" if item.most is None else f" to {item.most}"
    digits = f"with at most {item.decimals} decimals" if item.decimals else "without decimals"
    return f"from {item.steps[0][0]}{upper}, {digits}"


def _value(item: Item, answer: Answer) -> Number:
    if answer.number is not None:
        return answer.number
    return next(option.points for option in item.options if option.id == answer.option)


def _points(item: Item, value: Number) -> int:
    return [points for start, points in item.steps if value >= start][-1] if item.steps else int(value)


def _alarms(items: Iterable[Item], values: Mapping[str, Number]) -> Iterator[Alarm]:
    for item in items:
        if item.alarm is not None and item.id in values and values[item.id] >= item.alarm.at:
            yield Alarm(item.id, item.label, values[item.id], item.alarm.reason, item.alarm.priority)


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The newest complete answers of a case to an instrument, as rules and gates see them."""

    instrument: str
    title: str
    variant: str | None
    score: int
    band: str
    risk: Risk | None
    assessed_at: datetime
    review_due_at: datetime | None = None
    finding: str | None = None
    progress: str | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it is not due again."""
        return self.review_due_at is None or now < self.review_due_at
