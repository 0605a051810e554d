"""How alike two cases of a type are: by what their indexed fields share, and by the words of their titles. Pure."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

COMMON = 100
"""As many cases with the same value make the value a common one, which tells half as much."""

_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True)
class Likeness:
    """Another case, and what the two have in common."""

    case_id: UUID
    score: float
    fields: tuple[str, ...]
    """Indexed fields that have the same value, by name."""
    words: tuple[str, ...]
    """Words in both titles."""


@dataclass(frozen=True)
class Candidate:
    """A case that may be alike: its title, and the indexed fields in which it has the same value."""

    case_id: UUID
    title: str
    fields: frozenset[str]


def words(text: str) -> frozenset[str]:
    """The words of a text: three letters or more, upper and lower case alike; numbers are none."""
    return frozenset(word for word in _WORD.findall(text.casefold()) if not word.isdigit())


def alike(title: str, candidates: Iterable[Candidate], common: Collection[str]) -> list[Likeness]:
    """The candidates that have something in common with a case of this title, the most alike first, then the newest.

    A shared field counts 1, or 1/2 where its value is common; the words count as their share of the title's, so 1 at
    most. `common` are the fields with a common value.
    """
    said = words(title)
    found = [_likeness(said, candidate, common) for candidate in candidates]
    found.sort(key=lambda each: each.case_id, reverse=True)
    return sorted((each for each in found if each.score), key=lambda each: -each.score)


def _likeness(said: frozenset[str], candidate: Candidate, common: Collection[str]) -> Likeness:
    shared = said & words(candidate.title)
    score = sum(0.5 if name in common else 1.0 for name in candidate.fields) + len(shared) / max(len(said), 1)
    return Likeness(candidate.case_id, round(score, 2), tuple(sorted(candidate.fields)), tuple(sorted(shared)))
