"""`casewright import`: a foreign table becomes cases, each once, whatever happens on the way."""

import csv
import os
import sqlite3
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REAL = Path(os.environ.get("CASEWRIGHT_TEST_DATA", "nowhere")) / "auto_claims.csv"
ROWS = 400
MAPPING = """
key = "{number}"
unknown = ["?"]
[fields]
policy_number = "policy"
peril = { column = "cause", values = { Fire = "fire", Hail = "hail" } }
lost_on = { column = "date", format = "%d.%m.%Y" }
reported_on = { column = "date", format = "%d.%m.%Y" }
place = "place"
police_report = { column = "police", values = { yes = true, no = false } }
[parties.claimant]
name = { text = "Holder of {policy}" }
"""

Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.usefixtures("migrated")


def table(folder: Path, rows: list[dict[str, str]]) -> Path:
    """A CSV file of these rows."""
    file = folder / "claims.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, ["number", "policy", "cause", "date", "place", "police"])
        writer.writeheader()
        writer.writerows(rows)
    return file


def row(number: int, **changes: str) -> dict[str, str]:
    """One good row."""
    lost = date(2026, 1, 1) + timedelta(days=number % 90)
    return {
        "number": f"N{number}",
        "policy": f"POL-{number:06}",
        "cause": "Fire",
        "date": lost.strftime("%d.%m.%Y"),
        "place": "Łódź",
        "police": "?",
    } | changes


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """The mapping file of the table."""
    file = tmp_path / "map.toml"
    file.write_text(MAPPING, encoding="utf-8")
    return file


def count(environment: dict[str, str], table_name: str) -> int:
    """The rows of a table, 0 before the database exists."""
    file = Path(environment["CASEWRIGHT_DATA_DIR"]) / "casewright.db"
    if not file.exists():
        return 0
    with sqlite3.connect(file, timeout=30) as connection:
        return int(connection.execute(f'SELECT count(*) FROM "{table_name}"').fetchone()[0])


def test_a_dry_run_opens_nothing_and_names_every_bad_row(
    run: Run, environment: dict[str, str], tmp_path: Path, mapping: Path
) -> None:
    """Dates, unmapped values and repeated keys are told by line; unknown cells are counted."""
    file = table(tmp_path, [row(1), row(2, date="31.02.2026"), row(3, cause="Flood"), row(1), row(4, policy="")])
    result = run("import", "InsuranceClaim", file, "--map", mapping, "--dry-run")
    assert result.returncode == 1
    assert "line 3: date: '31.02.2026' is not a date like %d.%m.%Y" in result.stderr
    assert "line 4: cause has no mapping for 'Flood'" in result.stderr
    assert "line 5: the key N1 stands in line 2 already" in result.stderr
    assert "line 6: policy_number:" in result.stderr
    assert "police is not known in 5 rows" in result.stderr
    assert count(environment, "case") == 0


def test_with_a_bad_row_nothing_is_opened_unless_asked_for(
    run: Run, environment: dict[str, str], tmp_path: Path, mapping: Path
) -> None:
    """The whole file is checked before the first case is opened."""
    file = table(tmp_path, [row(1), row(2, cause="Flood"), row(3)])
    refused = run("import", "InsuranceClaim", file, "--map", mapping)
    assert (refused.returncode, count(environment, "case")) == (1, 0)
    assert "error [BAD_USER_INPUT]: 1 problems, nothing was opened" in refused.stderr
    assert run("import", "InsuranceClaim", file, "--map", mapping, "--skip-bad").returncode == 0
    assert count(environment, "case") == 2


def test_a_second_run_opens_none_twice(run: Run, environment: dict[str, str], tmp_path: Path, mapping: Path) -> None:
    """Rows are known by their key."""
    file = table(tmp_path, [row(number) for number in range(20)])
    first = run("import", "InsuranceClaim", file, "--map", mapping)
    second = run("import", "InsuranceClaim", file, "--map", mapping)
    assert first.stdout == "20 opened, 0 were open already, 0 problems\n"
    assert second.stdout == "0 opened, 20 were open already, 0 problems\n"
    assert count(environment, "case") == 20


def test_a_killed_import_loses_nothing_and_goes_on(
    run: Run, environment: dict[str, str], command: list[str], tmp_path: Path, mapping: Path
) -> None:
    """SIGKILL in the middle: what was told as opened is there, nothing is half done, and the rest comes next time."""
    file = table(tmp_path, [row(number) for number in range(ROWS)])
    words = [*command, "import", "InsuranceClaim", str(file), "--map", str(mapping)]
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = 0
        for line in process.stderr:
            if line.startswith("opened: "):
                told = int(line.split()[1])
            if told >= ROWS // 10:
                break
        process.kill()
    assert process.returncode == -9
    opened = count(environment, "case")
    assert told <= opened < ROWS
    assert count(environment, "event") == count(environment, "phase_visit") == count(environment, "party") == opened
    assert run("audit", "verify").stdout == f"{opened} cases verified, 0 broken\n"
    rest = run("import", "InsuranceClaim", file, "--map", mapping)
    assert rest.stdout == f"{ROWS - opened} opened, {opened} were open already, 0 problems\n"
    assert run("audit", "verify").stdout == f"{ROWS} cases verified, 0 broken\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"number,policy\n1,2\n", "the file has no column 'cause'"),
        (b"number,policy,cause,date,place,police\n1,2\n", "line 2 has another number of cells than the header"),
        (b"number,policy,cause,date,place,police\n\xff,2,3,4,5,6\n", "is not UTF-8 text"),
        (b'number,policy,cause,date,place,police\n"1,2,3,4,5,6\n', "the file is not CSV at line"),
        (b"", "the file has no column"),
    ],
)
def test_a_corrupt_file_is_one_sentence_and_nothing_is_written(
    run: Run, environment: dict[str, str], tmp_path: Path, mapping: Path, content: bytes, sentence: str
) -> None:
    """Missing columns, ragged rows, other encodings, open quotes, emptiness."""
    file = tmp_path / "corrupt.csv"
    file.write_bytes(content)
    result = run("import", "InsuranceClaim", file, "--map", mapping)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("error [BAD_USER_INPUT]: ")
    assert sentence in result.stderr
    assert count(environment, "case") == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("key = 1", "needs a key"),
        ("nonsense", "is not TOML"),
        ('key = "{a}"\nfield = 1', "has no part 'field'"),
        ('key = "{a}"\n[fields]\na = { column = "a", text = "b" }', "one of column, text and value"),
        ('key = "{number}"\n[fields]\ncolour = "place"', "colour is not a field of Claim"),
    ],
)
def test_a_wrong_mapping_is_one_sentence(
    run: Run, environment: dict[str, str], tmp_path: Path, text: str, sentence: str
) -> None:
    """Each says what the mapping may hold."""
    file, mapping = table(tmp_path, [row(1)]), tmp_path / "wrong.toml"
    mapping.write_text(text, encoding="utf-8")
    result = run("import", "InsuranceClaim", file, "--map", mapping)
    assert result.returncode == 1
    assert sentence in result.stderr
    assert count(environment, "case") == 0


@pytest.mark.skipif(not REAL.exists(), reason="CASEWRIGHT_TEST_DATA names no folder with auto_claims.csv")
def test_a_thousand_public_claims(run: Run, environment: dict[str, str]) -> None:
    """All of them are opened, none twice, none lost, and the history proves it."""
    mapping = ROOT / "examples" / "auto_claims.toml"
    dry = run("import", "InsuranceClaim", REAL, "--map", mapping, "--dry-run")
    assert dry.stdout == "dry run: 1000 would be opened, 0 are open already\n"
    assert "is not known in 343 rows" in dry.stderr
    assert run("import", "InsuranceClaim", REAL, "--map", mapping).stdout.startswith("1000 opened, 0 were open")
    assert run("import", "InsuranceClaim", REAL, "--map", mapping).stdout.startswith("0 opened, 1000 were open")
    assert count(environment, "case") == 1000
    assert run("audit", "verify").stdout == "1000 cases verified, 0 broken\n"
