"""Instruments, so that a frontend can draw the form."""

from decimal import Decimal

import strawberry

from casewright import instruments
from casewright.process import Priority, Risk


@strawberry.type(description="An answer to choose.")
class InstrumentOption:
    """One option of an item."""

    id: str = strawberry.field(description="What submitAssessment names.")
    label: str = strawberry.field(description="What a form shows.")
    points: int = strawberry.field(description="What it is worth.")
    code: str = strawberry.field(description="Its code in the code system; may be empty.")


@strawberry.type(description="From which number on an item has how many points.")
class InstrumentStep:
    """One step."""

    at_least: Decimal = strawberry.field(description="The number from which the points count.")
    points: int = strawberry.field(description="What it is worth.")


@strawberry.type(description="One question: options to choose from, or a number.")
class InstrumentItem:
    """An item."""

    id: str = strawberry.field(description="What submitAssessment names.")
    label: str = strawberry.field(description="What a form shows.")
    required: bool = strawberry.field(description="Whether the assessment is incomplete without it.")
    scored: bool = strawberry.field(description="Whether it counts for the score.")
    options: list[InstrumentOption] = strawberry.field(description="What to choose from; empty: a number is asked for.")
    steps: list[InstrumentStep] = strawberry.field(description="How a number is scored; no number is below the first.")
    most: Decimal | None = strawberry.field(description="No number is above this.")
    decimals: int = strawberry.field(description="How many decimals a number has at most.")
    unit: str = strawberry.field(description="The unit of a number; may be empty.")
    alarm_at: Decimal | None = strawberry.field(description="From which value on it raises an alert.")
    alarm_reason: str | None = strawberry.field(description="What the alert says.")
    alarm_priority: Priority | None = strawberry.field(description="The priority the alert gives the case at least.")
    code: str = strawberry.field(description="Its code in the code system; may be empty.")


@strawberry.type(description="What a score means, from a number of points on up to the next band.")
class InstrumentBand:
    """One band."""

    name: str = strawberry.field(description="What it is called.")
    at_least: int = strawberry.field(description="The score from which it counts.")
    risk: Risk | None = strawberry.field(description="How serious that is; empty: it does not tell.")


@strawberry.type(description="An instrument as one publication or for one group of people; scores do not compare.")
class InstrumentVariant:
    """The items and bands of a variant, those it has in common with the others included."""

    name: str = strawberry.field(description="What submitAssessment names.")
    title: str = strawberry.field(description="What a form shows.")
    source: str = strawberry.field(description="Where items, points and bands come from.")
    items: list[InstrumentItem] = strawberry.field(description="The questions, in order.")
    bands: list[InstrumentBand] = strawberry.field(description="What a score means.")


@strawberry.type(description="A questionnaire or rubric whose answers are scored and banded.")
class Instrument:
    """What a plugin declares."""

    name: str = strawberry.field(description="What submitAssessment names.")
    version: str = strawberry.field(description="Of items, points and bands.")
    title: str = strawberry.field(description="What a form shows.")
    source: str = strawberry.field(description="Where items, points and bands come from.")
    plugin: str = strawberry.field(description="The plugin that declares it.")
    items: list[InstrumentItem] = strawberry.field(description="The questions, in order.")
    bands: list[InstrumentBand] = strawberry.field(description="What a score means, ascending.")
    variants: list[InstrumentVariant] = strawberry.field(description="Where there are some, one is to be named.")
    estimates: int = strawberry.field(description="So many missing items may be estimated from the others.")
    review: str | None = strawberry.field(description="How long an assessment holds, in words.")
    code: str = strawberry.field(description="The code of the whole; may be empty.")
    code_system: str = strawberry.field(description="The system of all its codes; may be empty.")
    imports: bool = strawberry.field(description="Whether importAssessment reads documents of other systems.")


def instrument_of(declared: instruments.Instrument, plugin: str) -> Instrument:
    """The declaration as an object."""
    return Instrument(
        name=declared.name,
        version=declared.version,
        title=declared.title,
        source=declared.source,
        plugin=plugin,
        items=[_item(item) for item in declared.items],
        bands=[_band(band) for band in declared.bands],
        variants=[_variant(declared, variant) for variant in declared.variants],
        estimates=declared.estimates,
        review=str(declared.review) if declared.review else None,
        code=declared.code,
        code_system=declared.code_system,
        imports=declared.read is not None,
    )


def _variant(declared: instruments.Instrument, variant: instruments.Variant) -> InstrumentVariant:
    form = instruments.form_of(declared, variant.name)
    return InstrumentVariant(
        name=variant.name,
        title=variant.title,
        source=form.source,
        items=[_item(item) for item in form.items],
        bands=[_band(band) for band in form.bands],
    )


def _item(item: instruments.Item) -> InstrumentItem:
    alarm = item.alarm
    return InstrumentItem(
        id=item.id,
        label=item.label,
        required=item.required,
        scored=item.scored,
        options=[
            InstrumentOption(id=option.id, label=option.label, points=option.points, code=option.code)
            for option in item.options
        ],
        steps=[InstrumentStep(at_least=Decimal(start), points=points) for start, points in item.steps],
        most=None if item.most is None else Decimal(item.most),
        decimals=item.decimals,
        unit=item.unit,
        alarm_at=Decimal(alarm.at) if alarm else None,
        alarm_reason=alarm.reason if alarm else None,
        alarm_priority=alarm.priority if alarm else None,
        code=item.code,
    )


def _band(band: instruments.Band) -> InstrumentBand:
    return InstrumentBand(name=band.name, at_least=band.at_least, risk=band.risk)
