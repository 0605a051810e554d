"""The command line as a person uses it: real processes, an own data folder, both databases."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An embedded platform in a folder of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASEWRIGHT_")}
    return {**kept, "CASEWRIGHT_DATA_DIR": str(tmp_path / "data"), "CASEWRIGHT_PLUGINS": "insurance"}


@pytest.fixture
def command() -> list[str]:
    """How the command is called from anywhere."""
    return [sys.executable, "-m", "casewright_gateway.cli"]


@pytest.fixture
def run(environment: dict[str, str], command: list[str]) -> Run:
    """Run a command to its end."""

    def call(*arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        words = [*command, *(str(argument) for argument in arguments)]
        return subprocess.run(words, env=environment | more, capture_output=True, text=True, timeout=120, check=False)

    return call
