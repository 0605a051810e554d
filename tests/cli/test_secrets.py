"""Settings that are secret are told to nobody: neither by commands, working or not, nor where settings are printed."""

import pytest

from casewright.settings import Settings
from cli.conftest import Run

SECRET = "Kanari"
SECRETS = {
    "database_url": [f"postgres://app:{SECRET}@127.0.0.1:9/cases", f"postgres://app:{SECRET}@db:port/cases"],
    "storage_url": [f"s3://{SECRET}:{SECRET}@127.0.0.1:9/bucket?secure=0", f"s3://key:{SECRET}@host"],
    "broker_url": [f"redis://:{SECRET}@127.0.0.1:9/0", f"amqp://u:{SECRET}@127.0.0.1:9", f"redis://:{SECRET}@h:port"],
    "signing_key": [SECRET],
    "sealing_keys": [f"old:{SECRET}"],
    "smtp_url": [f"smtp://u:{SECRET}@127.0.0.1:9", f"smtp://u:{SECRET}@h:port", f"smtp:{SECRET}"],
}
PAIRS = [(name, value) for name, values in SECRETS.items() for value in values]
PUBLIC = {"agreements", "allowed_origins", "mail_from", "oidc_audience", "oidc_claims", "oidc_issuer", "plugins"} | {
    *("practices", "public_url", "scanner_url", "trusted_documents", "webhook_allow")
}
"""Texts that are no secrets; a new one is one or the other."""


@pytest.mark.parametrize(("name", "value"), PAIRS)
@pytest.mark.parametrize(
    "words", [("check",), ("check", "--database"), ("migrate", "--plan"), ("token", "--subject", "ann")]
)
def test_no_command_tells_a_secret(run: Run, name: str, value: str, words: tuple[str, ...]) -> None:
    """Whether nobody is there, or the setting cannot be understood, or all is well."""
    told = run(*words, **{f"CASEWRIGHT_{name.upper()}": value, "CASEWRIGHT_LOCAL_ISSUER": "on"})
    assert SECRET not in told.stdout + told.stderr


@pytest.mark.parametrize(("name", "value"), PAIRS)
def test_printed_settings_have_none(name: str, value: str) -> None:
    """As in a traceback that shows values; the control: what is no secret is there."""
    printed = repr(Settings(**{name: value}, mail_from="desk@example.com"))
    assert SECRET not in printed
    assert "desk@example.com" in printed


def test_each_text_is_secret_or_not() -> None:
    """A new setting has to say which it is."""
    texts = {name for name, field in Settings.model_fields.items() if field.annotation is str}
    assert texts == {*SECRETS, *PUBLIC}
    assert {name for name in texts if not Settings.model_fields[name].repr} == {*SECRETS}
