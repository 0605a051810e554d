"""Core and gateway know no vertical: none of its words is in their code, comments or messages."""

import re
from collections.abc import Iterator
from pathlib import Path

import casewright
import casewright_gateway
import casewright_healthcare
import casewright_hr
import casewright_insurance
import casewright_legal
import casewright_service_requests

ROOMS = (Path(casewright.__path__[0]), Path(casewright_gateway.__path__[0]))
PLUGINS = (
    casewright_healthcare,
    casewright_hr,
    casewright_insurance,
    casewright_legal,
    casewright_service_requests,
)
SAID_OTHERWISE = {"incident"}
"""The number of a fault that is masked has this name too."""
SPOKEN = {
    "patient", "clinician", "hospital", "nurse", "diagnosis", "readmission", "insurer", "insured", "claimant",
    "policyholder", "adjuster", "subrogation", "reinsurance", "employee", "applicant", "grievance", "recruiter",
    "payroll", "attorney", "plaintiff", "defendant", "litigation", "docket", "retainer", "ticket", "helpdesk",
}  # fmt: skip


def declared() -> Iterator[str]:
    """The names that the plugins gave to themselves, their case types and their instruments."""
    for plugin in PLUGINS:
        yield plugin.__name__
        yield from (case_type.name for case_type in plugin.case_types())
        yield from (instrument.name for instrument in getattr(plugin, "instruments", list)())


WORDS = {word.lower() for word in (*SPOKEN, *declared())} - SAID_OTHERWISE
_WORD = re.compile(rf"\b({'|'.join(sorted(map(re.escape, WORDS)))})s?\b", re.IGNORECASE)


def spoken(text: str) -> list[str]:
    """The words of a vertical in a text."""
    return [found.group(1).lower() for found in _WORD.finditer(text)]


def test_core_and_gateway_speak_no_vertical_s_words() -> None:
    """A word of one, in whatever place of a module, fails here by file."""
    found = {
        f"{room.name}/{file.relative_to(room)}": spoken(file.read_text(encoding="utf-8"))
        for room in ROOMS
        for file in room.rglob("*.py")
    }
    assert {name: words for name, words in found.items() if words} == {}


def test_the_search_finds_a_word() -> None:
    """The control: names of case types, of instruments, and what people of a trade say."""
    text = "if case.type == 'CarePlanCase':  # the Patients\n    read(phq_9)\nfrom casewright_hr import x"
    assert spoken(text) == ["careplancase", "patient", "phq_9", "casewright_hr"]
    assert len(WORDS) > len(SPOKEN) + 20
