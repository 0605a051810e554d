"""A plugin that wants more memory than its process may have."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parents[1]


def told(database_url: str, folder: Path, megabytes: int) -> list[Any]:
    """What a process with so much memory left answers about the tree that the plugin eats with, and another one."""
    words = [sys.executable, str(TESTS / "stack" / "hungry.py"), database_url, str(folder), str(megabytes)]
    done = subprocess.run(words, env={"PYTHONPATH": str(TESTS)}, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_plugin_that_eats_memory_holds_its_move_and_is_named(database_url: str, tmp_path: Path) -> None:
    """Where the process has a limit it is refused the memory, as it would fail otherwise; the next case is served."""
    [problems, status], other = told(database_url, tmp_path, 500)
    assert [(each["code"], each["plugin"]) for each in problems] == [("PLUGIN_ERROR", "hungry")]
    assert status == "ACTIVE"
    assert other == [[], "TERMINATED"]


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_control_without_a_limit_it_has_what_it_wants(database_url: str, tmp_path: Path) -> None:
    """Nothing but the limit keeps it from that."""
    assert told(database_url, tmp_path, 5_000) == [[[], "TERMINATED"]] * 2
