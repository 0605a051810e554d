"""What a deployment asks for of a model of working: read from a file, checked before anything starts."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from casewright import CaseType, Invalid, Phase, Practice, Status, WorkingModel, calendar_days, hours
from casewright.platform import Platform
from casewright.plugins import installed
from casewright.practices import changed, read_practices
from casewright.settings import Settings
from stack import shelters

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Fields:
    """Nothing."""


loan: CaseType[Fields] = CaseType(
    "LibraryLoan",
    Fields,
    number="L-{sequence}",
    stages={"lent": Phase.SCREENING},
    title=lambda fields: "",
    outcomes={"back": Status.COMPLETED},
    reopens_at="lent",
)
loan.work_by(WorkingModel.INTENSIVE, Practice(hours(48), 8, ("contacts",), alerts=True))
TYPES = {"LibraryLoan": loan}


def written(folder: Path, text: str) -> str:
    file = folder / "practices.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_what_the_file_says_is_different_and_the_rest_stays(tmp_path: Path) -> None:
    """Without a file nothing is."""
    assert changed(read_practices("", TYPES), loan, WorkingModel.INTENSIVE) == loan.practices[WorkingModel.INTENSIVE]
    file = written(
        tmp_path,
        "[LibraryLoan.intensive]\ncaseload_limit = 3\nrecords = []\n"
        'contact_every = { amount = 2, unit = "calendar_days" }\n',
    )
    here = changed(read_practices(file, TYPES), loan, WorkingModel.INTENSIVE)
    assert here == Practice(calendar_days(2), 3, (), alerts=True)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nonsense", "practices in .* cannot be read"),
        ("[Loan.intensive]\ncaseload_limit = 3", "Loan, intensive: no plugin declares"),
        ("[LibraryLoan.clinical]\ncaseload_limit = 3", "LibraryLoan, clinical: no plugin declares"),
        ("[LibraryLoan.hasty]\ncaseload_limit = 3", "LibraryLoan, hasty: no plugin declares"),
        ("[LibraryLoan]\nintensive = 3", r"write \[CASE_TYPE.MODEL\]"),
        ("LibraryLoan = 3", r"write \[CASE_TYPE.MODEL\]"),
        ("[LibraryLoan.intensive]\nlimit = 3", "LibraryLoan, intensive: limit"),
        ("[LibraryLoan.intensive]\ncaseload_limit = 0", "caseload_limit"),
        ('[LibraryLoan.intensive]\nrecords = ["songs"]', "there is no record 'songs'"),
        ('[LibraryLoan.intensive]\ncontact_every = { amount = 0, unit = "hours" }', "is 1 or more"),
        ('[LibraryLoan.intensive]\ncontact_every = { amount = 1, unit = "moons" }', "contact_every"),
    ],
)
def test_what_does_not_fit_keeps_the_platform_from_starting(tmp_path: Path, text: str, sentence: str) -> None:
    """In one sentence that names the place."""
    with pytest.raises(Invalid, match=sentence) as refusal:
        read_practices(written(tmp_path, text), TYPES)
    assert refusal.value.field == "practices"


def test_a_platform_works_by_them(tmp_path: Path) -> None:
    """Of one deployment: another one in the same process has what the plugin says. Without a model there is none."""
    file = written(tmp_path, "[ShelterCase.intensive]\ncaseload_limit = 2\n")
    plugins = {"shelters": shelters}
    here = Platform(Settings(data_dir=tmp_path, practices=file), plugins=plugins)
    there = Platform(Settings(data_dir=tmp_path), plugins=plugins)
    limits = []
    for platform in (here, there):
        practice = platform.practice(platform.case_types["ShelterCase"], "intensive")
        assert practice is not None
        limits.append(practice.caseload_limit)
    assert limits == [2, 8]
    assert here.practice(here.case_types["ShelterCase"], None) is None


def test_the_example_fits_what_is_installed(tmp_path: Path) -> None:
    """As `casewright check` would say."""
    example = str(ROOT / "examples" / "practices.toml")
    platform = Platform(Settings(data_dir=tmp_path, practices=example), plugins=installed(None))
    practice = platform.practice(platform.case_types["CarePlanCase"], "intensive")
    assert practice is not None
    assert practice.caseload_limit == 12
