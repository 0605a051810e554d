"""Names as a register keeps them: when two are the same, and how one was found. Pure."""

import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

LONGEST = 300
"""How many characters of a name are kept and compared."""

NAMES_SEARCHED = "names_searched"
"""The event of a search, which keeps what was searched and found."""

_FORMS = frozenset(
    ("ag", "co", "company", "corp", "corporation", "gmbh", "inc", "llc", "llp", "lp", "ltd", "plc", "the")
)
"""Words that do not tell two organisations apart."""
_CODES = {
    letter: code for code, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1) for letter in letters
}


class NameKind(StrEnum):
    """What somebody is known by."""

    NAME = "name"
    ALIAS = "alias"
    IDENTIFIER = "identifier"
    """A number of a register or a tax office."""


class NameMatch(StrEnum):
    """How a name was found, the surest first."""

    IDENTIFIER = "identifier"
    NAME = "name"
    ALIAS = "alias"
    SOUND = "sound"


@dataclass(frozen=True)
class KnownName:
    """What somebody in a case is known by."""

    name: str
    kind: NameKind = NameKind.NAME

    @property
    def key(self) -> str:
        """What two spellings of the same have in common; empty where there is nothing to compare."""
        if self.kind is NameKind.IDENTIFIER:
            plain = "".join(letter for letter in self.name.casefold() if letter.isalnum())
            return plain and f"#{plain}"[:LONGEST]
        return normal(self.name)[:LONGEST]

    @property
    def sound(self) -> str:
        """What two names that sound alike have in common; empty for an identifier."""
        return "" if self.kind is NameKind.IDENTIFIER else sound(self.name)[:LONGEST]


@dataclass(frozen=True)
class NameRules:
    """From the fields of a case, by what those are known who are in it."""

    names: Callable[[Any], Collection[str]]
    aliases: Callable[[Any], Collection[str]] | None = None
    identifiers: Callable[[Any], Collection[str]] | None = None

    def known(self, fields: Any) -> Iterator[KnownName]:
        """All of it, in the order in which it is declared."""
        declared = (
            (self.names, NameKind.NAME),
            (self.aliases, NameKind.ALIAS),
            (self.identifiers, NameKind.IDENTIFIER),
        )
        for function, kind in declared:
            for name in function(fields) if function else ():
                yield KnownName(name, kind)


@dataclass(frozen=True)
class NameHit:
    """That a searched name is known, how it was found, and in how many cases; not in which, nor as whose."""

    searched: str
    match: NameMatch
    cases: int


@dataclass(frozen=True)
class NameSearch:
    """What was searched in the register, when, and what was found."""

    searched: tuple[str, ...]
    hits: tuple[NameHit, ...]
    at: datetime

    def covers(self, name: str) -> bool:
        """Whether the name was searched, however it was written."""
        return normal(name) in {normal(searched) for searched in self.searched}


def normal(name: str) -> str:
    """The name without accents, punctuation, legal forms and the order of its words."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = "".join(letter if letter.isalnum() else " " for letter in letters).split()
    return " ".join(sorted(word for word in words if word not in _FORMS) or sorted(words)) or name.strip()


def sound(name: str) -> str:
    """How the name sounds, word by word (American Soundex, as the National Archives of the United States tell it)."""
    return " ".join(sorted(_soundex(word) for word in normal(name).split()))


def _soundex(word: str) -> str:
    if not word.isascii() or not word.isalpha():
        return word
    code, last = "", _CODES.get(word[0])
    for letter in word[1:]:
        digit = _CODES.get(letter)
        if digit is not None and digit != last:
            code += str(digit)
        if letter not in "hw":
            last = digit
    return (word[0] + code + "000")[:4]
