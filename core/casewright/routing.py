"""Who is to have a case: the people who could, ranked, each with the reasons. Pure.

Whoever lacks what the case needs, is away, or has as many cases as they may have is out. Of the others the one who
knows the case or its people comes first, then the one with the fewest cases. These rules are this platform's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What a case asks of whoever has it: all of the skills, one of the languages where any are named."""

    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who might have a case, as they are now.

    `load`: the active cases they have; `limit`: how many they may have, None without one. `known`: the cases of the
    same people that they had before, this one included. `works`: whether one of their roles works on such cases.
    `substitute`: who stands in while they are away.
    """

    subject: str
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    load: int = 0
    limit: int | None = None
    known: int = 0
    works: bool = True
    away: bool = False
    substitute: str | None = None


@dataclass(frozen=True)
class Ranked:
    """A candidate's place: whether they can have the case, and why they stand where they stand, in sentences."""

    subject: str
    eligible: bool
    reasons: tuple[str, ...]


def rank(needs: Needs, candidates: Iterable[Candidate]) -> list[Ranked]:
    """The candidates, best first, those who cannot have the case last; equal ones in the order of their names."""
    present = _standing_in(candidates)
    judged = [(_obstacles(needs, each), each, for_whom) for each, for_whom in present]
    judged.sort(key=lambda found: (bool(found[0]), -found[1].known, found[1].load, found[1].subject))
    return [
        Ranked(each.subject, not obstacles, tuple(obstacles or _merits(needs, each, for_whom)))
        for obstacles, each, for_whom in judged
    ]


def _standing_in(candidates: Iterable[Candidate]) -> list[tuple[Candidate, tuple[str, ...]]]:
    """Each candidate with those they stand in for, whose knowledge of the case counts as their own."""
    everybody = sorted(candidates, key=lambda each: each.subject)
    found = []
    for each in everybody:
        absent = [other for other in everybody if other.away and other.substitute == each.subject]
        known = max([each.known, *(other.known for other in absent)])
        found.append((replace(each, known=known), tuple(other.subject for other in absent)))
    return found


def _obstacles(needs: Needs, candidate: Candidate) -> list[str]:
    found = []
    if not candidate.works:
        found.append("none of their roles works on such a case")
    if candidate.away:
        found.append(f"is away; {candidate.substitute} stands in" if candidate.substitute else "is away")
    if missing := sorted(needs.skills - candidate.skills):
        found.append(f"lacks the skill {', '.join(missing)}")
    if needs.languages and not needs.languages & candidate.languages:
        found.append(f"speaks none of {', '.join(sorted(needs.languages))}")
    if candidate.limit is not None and candidate.load >= candidate.limit:
        found.append(f"has {candidate.load} cases of {candidate.limit}")
    return found


def _merits(needs: Needs, candidate: Candidate, for_whom: tuple[str, ...]) -> list[str]:
    found = []
    if needs.skills:
        found.append(f"has the skill {', '.join(sorted(needs.skills))}")
    if spoken := sorted(needs.languages & candidate.languages):
        found.append(f"speaks {', '.join(spoken)}")
    if for_whom:
        found.append(f"stands in for {', '.join(for_whom)}")
    if candidate.known:
        cases = "case" if candidate.known == 1 else "cases"
        found.append(f"knows the people from {candidate.known} {cases}")
    of = "" if candidate.limit is None else f" of {candidate.limit}"
    found.append(f"has {candidate.load} {'case' if candidate.load == 1 and not of else 'cases'}{of}")
    return found
