"""The body of a message."""

import json
from datetime import UTC, datetime, timedelta, timezone

from casewright.webhooks.message import encoded, envelope


def test_the_envelope_has_type_timestamp_place_and_data() -> None:
    """As Standard Webhooks recommends, with the place in the history of the case beside it; the time is UTC."""
    at = datetime(2026, 3, 2, 10, 30, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    message = envelope("approved", at, 7, {"case": {"number": "C-1"}})
    assert message == {
        "type": "approved",
        "timestamp": "2026-03-02T09:30:00.123Z",
        "sequence": 7,
        "data": {"case": {"number": "C-1"}},
    }


def test_the_bytes_are_json_in_utf_8() -> None:
    """Letters of all scripts, without spaces between."""
    message = envelope("opened", datetime(2026, 1, 1, tzinfo=UTC), 1, {"name": "Łukasz 山田"})
    body = encoded(message)
    assert json.loads(body) == message
    assert "Łukasz 山田".encode() in body and b": " not in body
