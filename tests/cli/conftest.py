"""The command line as a person uses it, with a data folder of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from casewright_gateway.cli import main

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = [sys.executable, "-m", "casewright_gateway.cli"]
FILE = "casewright.db"


def environment_of(folder: Path) -> dict[str, str]:
    """An embedded platform in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASEWRIGHT_")}
    return {**kept, "CASEWRIGHT_DATA_DIR": str(folder), "CASEWRIGHT_PLUGINS": "insurance"}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An embedded platform in a folder of its own."""
    return environment_of(tmp_path / "data")


@pytest.fixture(scope="session")
def migrated_file(sqlite_template: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that `casewright migrate` makes of one without the indexes of the plugins."""
    folder = tmp_path_factory.mktemp("migrated")
    shutil.copy(sqlite_template, folder / FILE)
    subprocess.run([*COMMAND, "migrate"], env=environment_of(folder), capture_output=True, check=True)
    return folder / FILE


@pytest.fixture
def migrated(environment: dict[str, str], migrated_file: Path) -> None:
    """The platform in the folder was migrated."""
    folder = Path(environment["CASEWRIGHT_DATA_DIR"])
    folder.mkdir()
    shutil.copy(migrated_file, folder / FILE)


@pytest.fixture
def command() -> list[str]:
    """How the command is called from anywhere."""
    return COMMAND


@pytest.fixture
def run(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command to its end, in this process: another one takes seconds to start."""

    def call(*arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        words = [str(argument) for argument in arguments]
        with monkeypatch.context() as patch, redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
            for name, value in (environment | more).items():
                patch.setenv(name, value)
            status = main(words)
        return subprocess.CompletedProcess(words, status, out.getvalue(), err.getvalue())

    return call


@pytest.fixture
def run_apart(environment: dict[str, str], command: list[str]) -> Run:
    """Run a command to its end, in a process of its own."""

    def call(*arguments: object) -> subprocess.CompletedProcess[str]:
        words = [*command, *(str(argument) for argument in arguments)]
        return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=False)

    return call
