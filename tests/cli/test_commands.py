"""The other commands, and how they fail."""

import json
import sqlite3
import subprocess
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Callable
from pathlib import Path

import pytest

from kit import CORE_MIGRATIONS

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_token_prints_one_token_and_nothing_else(run_apart: Run) -> None:
    """Scripts read it from standard output."""
    result = run_apart(
        "token", "--subject", "ann", "--role", "adjuster", "manager", "--team", "north", "--limit", "a.b=5"
    )
    assert (result.returncode, result.stderr, result.stdout.count("\n")) == (0, "", 1)
    body = result.stdout.split(".")[1]
    claims = json.loads(urlsafe_b64decode(body + "=="))
    assert (claims["sub"], claims["tenant"], claims["roles"]) == ("ann", "demo", ["adjuster", "manager"])
    assert (claims["teams"], claims["limits"]) == (["north"], {"a.b": "5"})


@pytest.mark.parametrize("limit", ["approve", "approve=much", "approve=-1", "approve=NaN"])
def test_a_limit_that_is_no_amount_is_refused(run: Run, limit: str) -> None:
    """One sentence with a code."""
    result = run("token", "--subject", "ann", "--limit", limit)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("error [BAD_USER_INPUT]: ")


def test_check_lists_the_case_types(run: Run) -> None:
    """Without a database."""
    result = run("check")
    assert result.returncode == 0
    assert "InsuranceClaim: 12 stages" in result.stdout


def test_a_plugin_that_is_not_installed_is_named(run: Run) -> None:
    """Refusal to start, in one sentence."""
    result = run("check", CASEWRIGHT_PLUGINS="insurance,astrology")
    assert result.returncode == 1
    assert result.stderr == "error [PLUGIN_ERROR]: plugin 'astrology' is enabled but not installed\n"


def test_schema_is_compared_with_a_file(run: Run, tmp_path: Path) -> None:
    """Equal is silent; a difference is shown and fails."""
    file = tmp_path / "schema.graphql"
    assert run("schema", "--out", file).returncode == 0
    assert (run("schema", "--compare", file).returncode, run("schema").stdout) == (0, file.read_text())
    file.write_text(file.read_text().replace("openInsuranceClaim", "openAnything", 1))
    differs = run("schema", "--compare", file)
    assert differs.returncode == 1
    assert "openAnything" in differs.stdout


def test_migrate_says_what_it_does_and_does_it_once(run: Run) -> None:
    """First the plan, then the work, then nothing."""
    planned = run("migrate", "--plan").stdout.splitlines()
    migrations, indexes = planned[: len(CORE_MIGRATIONS)], planned[len(CORE_MIGRATIONS) :]
    assert migrations == list(CORE_MIGRATIONS)
    assert all(line.startswith("create index cwx_") for line in indexes)
    done = run("migrate").stderr.splitlines()
    assert done == [
        *(f"applied {name}" for name in migrations),
        *(line.replace("create", "created", 1) for line in indexes),
    ]
    assert run("migrate", "--plan").stdout == ""
    assert run("migrate").stderr == ""


@pytest.mark.parametrize("words", [("serve",), ("worker",), ("audit", "verify")])
def test_nothing_works_on_a_database_that_is_behind(run_apart: Run, words: tuple[str, ...]) -> None:
    """The way out is in the sentence."""
    result = run_apart(*words)
    assert result.returncode == 1
    assert result.stderr == "error [UNAVAILABLE]: the database is not up to date; run casewright migrate first\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CASEWRIGHT_DATABASE_URL", "mysql://x"),
        ("CASEWRIGHT_STORAGE_URL", "ftp://x"),
        ("CASEWRIGHT_MAX_DOCUMENT_SIZE", "big"),
        ("CASEWRIGHT_SEALING_KEYS", "new:c2VjcmV0"),
    ],
)
def test_an_unusable_setting_is_one_sentence(run: Run, name: str, value: str) -> None:
    """No traceback, nothing of the value's secrets."""
    result = run("migrate", **{name: value})
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith("error [BAD_USER_INPUT]: ")
    assert "c2VjcmV0" not in result.stderr


@pytest.mark.usefixtures("migrated")
def test_rekey_needs_a_key_and_tells_how_much_it_sealed(run: Run) -> None:
    """An empty database has nothing to seal."""
    refused = run("rekey")
    assert refused.returncode == 1
    assert refused.stderr.startswith("error [BAD_USER_INPUT]: there is no key to seal by")
    sealed = run("rekey", CASEWRIGHT_SEALING_KEYS=f"new:{b64encode(b'n' * 32).decode()}")
    assert (sealed.returncode, sealed.stdout) == (0, "0 texts were sealed anew\n")


@pytest.mark.usefixtures("migrated")
def test_audit_verify_names_the_place(run: Run, environment: dict[str, str], tmp_path: Path) -> None:
    """One changed word in one event is found, by case and event."""
    mapping, file = tmp_path / "map.toml", tmp_path / "one.csv"
    mapping.write_text(
        'key = "{n}"\n[fields]\npolicy_number = "n"\nperil = { value = "fire" }\n'
        'lost_on = { value = "2026-01-02" }\nreported_on = { value = "2026-01-03" }\nplace = "n"\n'
    )
    file.write_text("n\nAAAA1\nAAAA2\n")
    assert run("import", "InsuranceClaim", file, "--map", mapping).returncode == 0
    assert run("audit", "verify").stdout == "2 cases verified, 0 broken\n"
    with sqlite3.connect(Path(environment["CASEWRIGHT_DATA_DIR"]) / "casewright.db") as connection:
        connection.execute("UPDATE event SET body = replace(body, 'AAAA2', 'AAAA3') WHERE body LIKE '%AAAA2%'")
    result = run("audit", "verify")
    assert result.returncode == 1
    assert result.stdout.endswith("event 1: the event was changed\n2 cases verified, 1 broken\n")


@pytest.mark.usefixtures("migrated")
def test_an_event_log_is_written_to_standard_output(run: Run) -> None:
    """Of a type there is; without cases it is a log without events."""
    written = run("event-log", "json", "--case-type", "InsuranceClaim", "--role", "adjuster")
    assert (written.returncode, json.loads(written.stdout)["events"]) == (0, [])
    refused = run("event-log", "xes", "--case-type", "Volcano")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "error [BAD_USER_INPUT]: there is no case type Volcano\n"


@pytest.mark.usefixtures("migrated")
def test_reads_and_a_copy_of_ones_data_are_written_out(run: Run) -> None:
    """Without cases the log is empty, and of somebody nobody knows there is nothing to copy, nor to erase."""
    assert run("access-log", "--since", "2026-03-01", "--until", "2026-04-01T00:00+00:00").stdout == ""
    nobody = "Party-01a20000-0000-7000-8000-000000000000"
    refused = run("export-person", nobody, "--reason", "she asked", "--by", "pia")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "error [NOT_FOUND]: there is no such object, or you may not see it\n"
    ground = ("--reason", "she asked", "--decided-by", "the officer", "--by", "pia")
    erased = run("erase-person", nobody, *ground)
    assert (erased.returncode, erased.stdout, erased.stderr) == (1, "", refused.stderr)
