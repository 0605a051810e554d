"""Names as a register keeps them: which are the same, and which sound alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.names import LONGEST, KnownName, NameKind, normal, sound

KNOWN = KnownName("Riverwood Energy, Inc.")


@pytest.mark.parametrize(
    ("name", "same", "alike"),
    [
        ("Riverwood Energy, Inc.", True, True),
        ("energy  RIVERWOOD", True, True),
        ("The Riverwood Energy Corporation", True, True),
        ("R\u00edv\u00e9rwood Energy", True, True),
        ("Reverwud Energie", False, True),
        ("Larsen Shipping", False, False),
        ("Riverwood", False, False),
    ],
)
def test_a_name_is_the_same_however_it_is_written(name: str, same: bool, alike: bool) -> None:
    """Case, accents, order and legal forms do not matter; half a name is none."""
    assert (KnownName(name).key == KNOWN.key) is same
    assert (KnownName(name).sound == KNOWN.sound) is alike


def test_a_number_is_the_same_however_it_is_spaced() -> None:
    """It has no sound, and is never the same as a name."""
    number = KnownName("DE 123-456", NameKind.IDENTIFIER)
    assert number.key == KnownName("de123456", NameKind.IDENTIFIER).key != KnownName("de123456").key
    assert number.sound == ""
    assert number.key != KnownName("DE 123-457", NameKind.IDENTIFIER).key


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Robert", "r163"),
        ("Rupert", "r163"),
        ("Ashcraft", "a261"),
        ("Tymczak", "t522"),
        ("Pfister", "p236"),
        ("Honeyman", "h555"),
    ],
)
def test_words_sound_as_the_national_archives_say(word: str, code: str) -> None:
    """The published examples of American Soundex."""
    assert sound(word) == code


@given(st.text(max_size=400), st.sampled_from(NameKind))
def test_whatever_it_looks_like_it_fits_the_register(name: str, kind: NameKind) -> None:
    """And a name matches itself in other letters."""
    known = KnownName(name, kind)
    assert max(len(known.key), len(known.sound)) <= LONGEST
    assert bool(known.key) or not any(letter.isalnum() for letter in name)
    assert normal(name) == normal(name.upper().lower()) or not name.isascii()
