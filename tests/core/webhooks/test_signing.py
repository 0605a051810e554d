"""Signatures that any library of Standard Webhooks verifies."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from casewright.webhooks.signing import new_secret, signature, signed_headers


def test_the_example_of_the_specification() -> None:
    """The published vector: secret, id, timestamp and body give this signature."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == expected


@given(st.text(st.characters(codec="utf-8"), max_size=2000), st.uuids())
def test_the_library_verifies_whatever_is_sent(text: str, message: object) -> None:
    """Any body, any id."""
    secret, body = new_secret(), text.encode()
    headers = signed_headers([secret], str(message), datetime.now(UTC), body)
    Webhook(secret).verify(body, headers, json_parse=False)


@pytest.mark.parametrize("what", ["body", "id", "secret", "late", "early"])
def test_the_library_refuses_what_was_changed(what: str) -> None:
    """Another body, another id, another key, and a time more than five minutes away."""
    secret, body, now = new_secret(), b'{"type":"approved"}', datetime.now(UTC)
    moment = {"late": now - timedelta(minutes=6), "early": now + timedelta(minutes=6)}.get(what, now)
    headers = signed_headers([secret], "one", moment, body)
    if what == "id":
        headers["webhook-id"] = "two"
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret() if what == "secret" else secret).verify(
            b'{"type":"declined"}' if what == "body" else body, headers
        )


def test_each_of_two_secrets_signs() -> None:
    """During a rotation a receiver may know the old one or the new one."""
    old, new, body = new_secret(), new_secret(), b"{}"
    headers = signed_headers([new, old], "one", datetime.now(UTC), body)
    for secret in (old, new):
        Webhook(secret).verify(body, headers)


def test_a_secret_is_long_and_never_the_same() -> None:
    """Between 24 and 64 bytes, says the specification."""
    secrets = {new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert {len(base64.b64decode(secret.removeprefix("whsec_"))) for secret in secrets} == {32}
