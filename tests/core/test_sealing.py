"""Sealed texts: what opens them, and what does not."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.errors import Invalid, Unavailable
from casewright.sealing import Keyring

OLD, NEW = b"o" * 32, b"n" * 32
ABOUT = "demo Vault"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_opens_and_shows_nothing(text: str) -> None:
    """Any text comes back as it was; sealed twice it looks different, and it is not told by its letters."""
    keys = Keyring({"2026": NEW})
    sealed = keys.seal(text, ABOUT)
    assert keys.open(sealed, ABOUT) == text
    assert sealed.startswith("sealed:2026:")
    assert sealed != keys.seal(text, ABOUT)


def test_an_earlier_key_opens_and_does_not_seal() -> None:
    """After a rotation both open; what is sealed again needs the first one only."""
    sealed = Keyring({"old": OLD}).seal("IBAN", ABOUT)
    both = Keyring({"new": NEW, "old": OLD})
    assert both.open(sealed, ABOUT) == "IBAN"
    again = both.again(sealed, ABOUT)
    assert Keyring({"new": NEW}).open(again, ABOUT) == "IBAN"
    assert both.again(again, ABOUT) == again
    with pytest.raises(Unavailable, match="its key is not among"):
        Keyring({"new": NEW}).open(sealed, ABOUT)


@pytest.mark.parametrize("harm", ["another place", "another letter", "cut off", "no base64", "another key"])
def test_what_was_harmed_does_not_open(harm: str) -> None:
    """The refusal tells nothing of what was in it; unharmed, the same text opens."""
    keys = Keyring({"k": NEW})
    sealed = keys.seal("IBAN", ABOUT)
    stored = {
        "another letter": sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:],
        "cut off": "sealed:k:AAAA",
        "no base64": "sealed:k:ä",
    }.get(harm, sealed)
    about = "other Vault" if harm == "another place" else ABOUT
    asked = Keyring({"k": OLD}) if harm == "another key" else keys
    with pytest.raises(Unavailable, match="not as this platform stored it"):
        asked.open(stored, about)
    assert keys.open(sealed, ABOUT) == "IBAN"


def test_without_a_key_texts_stay_as_they_are() -> None:
    """What was stored before there was a key is read, and sealed when it is sealed again."""
    assert Keyring({}).seal("IBAN", ABOUT) == "IBAN"
    assert Keyring({"k": NEW}).open("IBAN", ABOUT) == "IBAN"
    assert Keyring({"k": NEW}).again("IBAN", ABOUT).startswith("sealed:k:")


SECRET = b64encode(b"s" * 32).decode()


@pytest.mark.parametrize(
    "setting",
    ["SECRET", "k:", "k:c2hvcnQ=", "k:SECRET,k:SECRET", "a name:SECRET", "k:SECRET!", ":SECRET"],
)
def test_a_key_that_cannot_be_used_is_refused_without_being_told(setting: str) -> None:
    """The sentence says which one by its number, and how a key is written."""
    with pytest.raises(Invalid, match="openssl rand -base64 32") as refused:
        Keyring.read(setting.replace("SECRET", SECRET))
    assert SECRET not in refused.value.message
    assert refused.value.field == "sealing_keys"


def test_the_first_key_of_the_setting_seals() -> None:
    """Blanks between them do not count."""
    keys = Keyring.read(f"new:{SECRET}, old:{b64encode(OLD).decode()}")
    assert keys.mark == "sealed:new:"
    assert keys.open(Keyring({"old": OLD}).seal("IBAN", ABOUT), ABOUT) == "IBAN"
