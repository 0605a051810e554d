"""What an instrument must be before a platform starts with it: one sentence per mistake, naming the plugin. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from casewright.errors import PluginError
from casewright.instruments import Band, Instrument, Item, total

_WORDS = re.compile(r"(?=.{1,64}$)[a-z0-9]+(_[a-z0-9]+)*", re.ASCII)


def check_instrument(instrument: Instrument, plugin: str) -> None:
    """Raises PluginError with the first mistake."""
    for mistake in _mistakes(instrument):
        raise PluginError(f"plugin {plugin!r}: instrument {instrument.name!r}: {mistake}", plugin=plugin)


def _mistakes(instrument: Instrument) -> Iterator[str]:
    if not _WORDS.fullmatch(instrument.name):
        yield "the name must be letters and digits in lower case, words joined by one underscore"
    if not (instrument.version and instrument.title and instrument.source):
        yield "say its version, title and source; a score without them means nothing"
    if not any(item.scored for item in instrument.items):
        yield "no item is scored"
    counted = sum(item.required and item.scored for item in instrument.items)
    if not 0 <= instrument.estimates < max(counted, 1) or (instrument.estimates and instrument.score is not total):
        yield "missing items are estimated of a sum only, and fewer than it has"
    yield from _repeated("item", (item.id for item in instrument.items))
    yield from _repeated("variant", (variant.name for variant in instrument.variants))
    yield from _item_mistakes(instrument.items)
    yield from _band_mistakes(instrument.bands)
    known = {item.id for item in instrument.items}
    for variant in instrument.variants:
        yield from _item_mistakes(variant.items)
        yield from _band_mistakes(variant.bands or instrument.bands)
        for item in variant.items:
            if item.id not in known:
                yield f"the variant {variant.name!r} replaces the unknown item {item.id!r}"


def _item_mistakes(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        if not _WORDS.fullmatch(item.id):
            yield f"the item {item.id!r} must be letters and digits in lower case, words joined by one underscore"
        if bool(item.options) == bool(item.steps):
            yield f"the item {item.id!r} has either options or steps"
        yield from _repeated(f"option of {item.id!r}", (option.id for option in item.options))
        if not _ascending([start for start, _ in item.steps]):
            yield f"the steps of {item.id!r} must ascend"


def _band_mistakes(bands: Sequence[Band]) -> Iterator[str]:
    if not bands:
        yield "it has no bands"
    if not _ascending([band.at_least for band in bands]):
        yield "the bands must ascend"
    yield from _repeated("band", (band.name for band in bands))


def _ascending(values: Sequence[object]) -> bool:
    return all(before < after for before, after in pairwise(values))  # type: ignore[operator]


def _repeated(kind: str, names: Iterable[str]) -> Iterator[str]:
    given = list(names)
    for name in sorted({name for name in given if given.count(name) > 1}):
        yield f"the {kind} {name!r} is declared twice"
