"""Clients and suites that others wrote: they live in `build/`, where npm and pip put them."""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from served import Served, served

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build" / "clients"
SCHEMA = ROOT / "gateway" / "casewright_gateway" / "schema.graphql"
_SECONDS = 300

Client = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def wanted() -> None:
    """Somebody asked for these."""
    if os.environ.get("CASEWRIGHT_TEST_CLIENTS") != "on":
        pytest.skip("`make clients` runs these: it installs some 450 packages of npm and 50 of PyPI")


@pytest.fixture(scope="session")
def node(wanted: None) -> Client:
    """Runs one of the scripts here with some words; what it says is JSON. Skipped where it cannot be installed."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("Node and npm are not there")
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for file in [*HERE.glob("*.mjs"), HERE / "package.json"]:
            shutil.copy(file, BUILD)
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund"], cwd=BUILD, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"npm cannot install them: {done.stderr.splitlines()[-1:]}")

    def run(script: str, *words: str) -> dict[str, Any]:
        told = subprocess.run(
            ["node", script, *words], cwd=BUILD, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
        assert told.returncode == 0, told.stderr
        said: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
        return said

    return run


@pytest.fixture(scope="session")
def gateway(wanted: None, tmp_path_factory: pytest.TempPathFactory, sqlite_template: str) -> Iterator[Served]:
    """What they talk to."""
    with served(tmp_path_factory.mktemp("clients"), sqlite_template) as gateway:
        yield gateway
        assert gateway.errors == []


@pytest.fixture
def door(gateway: Served) -> tuple[str, str]:
    """Its address and a token."""
    return f"http://{gateway.host}/graphql", gateway.token
