"""Event rows: one text for one value, each chained to the one before."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright import Invalid, Phase, models
from casewright.events import canonical, chain, data_of, moments, next_event

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)


def a_case(**more: Any) -> models.Case:
    return models.Case(**({"id": uuid4(), "tenant_id": "here", "sequence": 0, "head": ""} | more))


def follow(case: models.Case, event: models.Event) -> None:
    case.sequence, case.head = event.sequence, event.hash


@given(VALUES)
def test_the_canonical_text_reads_back_as_the_value(value: Any) -> None:
    """Nothing is lost on the way, and the text has no choice of its own."""
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@given(st.dictionaries(TEXTS, VALUES, max_size=5), st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, Any], random: Any) -> None:
    """Two mappings with the same items have the same text."""
    items = list(value.items())
    random.shuffle(items)
    assert canonical(dict(items)) == canonical(value)


def test_dates_decimals_and_enums_are_written_as_text() -> None:
    """What JSON does not know is written as it reads."""
    value = {"phase": Phase.PLANNING, "amount": Decimal("1.50"), "on": NOW.date()}
    assert canonical(value) == '{"amount":"1.50","on":"2026-03-02","phase":"planning"}'


def test_text_no_database_stores_is_no_event() -> None:
    """It is refused before anything is written."""
    with pytest.raises(Invalid):
        canonical({"note": "a\x00b"})


@given(TEXTS, TEXTS)
def test_the_hash_covers_what_came_before(previous: str, body: str) -> None:
    """SHA-256 over the hash before and the body."""
    assert chain(previous, body) == hashlib.sha256((previous + body).encode()).hexdigest()


def test_events_follow_each_other() -> None:
    """Sequence without gaps, each with the hash of the one before, the first after nothing."""
    case, events = a_case(), []
    for name in ("opened", "note_added", "transitioned"):
        events.append(next_event(case, name, "ann", NOW, {"about": name}))
        follow(case, events[-1])
    assert [event.sequence for event in events] == [1, 2, 3]
    assert [event.previous for event in events] == ["", events[0].hash, events[1].hash]
    assert all(event.hash == chain(event.previous, event.body) for event in events)


def test_the_body_repeats_the_columns() -> None:
    """What the columns say is covered by the hash, the time in UTC."""
    case = a_case()
    east = NOW.astimezone(timezone(timedelta(hours=9)))
    event = next_event(case, "opened", "ann", east, {"to": "new"})
    assert json.loads(event.body) == {
        "id": str(event.id),
        "case": str(case.id),
        "sequence": 1,
        "name": "opened",
        "actor": "ann",
        "at": "2026-03-02T09:30:00.000000+00:00",
        "data": {"to": "new"},
    }
    assert data_of(event) == {"to": "new"}


def test_an_event_with_an_outcome_also_closes() -> None:
    """Clocks see the closing as a moment of its own, after the move that brought it."""
    case = a_case()
    moved = next_event(case, "transitioned", "ann", NOW, {"from": "new", "to": "done", "outcome": "solved"})
    noted = next_event(case, "note_added", "ann", NOW, {})
    assert [moment.name for moment in moments([noted.body, moved.body])] == ["note_added", "transitioned", "closed"]
