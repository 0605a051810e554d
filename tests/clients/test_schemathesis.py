"""Schemathesis, which makes operations from the schema that a server tells it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from clients.conftest import ROOT
from fuzz.conftest import CODES
from served import Served

HERE = Path(__file__).parent
ENVIRONMENT = ROOT / "build" / "schemathesis"
WANTED = "schemathesis>=4.32,<4.33"
EXAMPLES = os.environ.get("CASEWRIGHT_TEST_EXAMPLES", "5")
"""Of each operation; 30 took twenty minutes on two busy cores."""


@pytest.fixture(scope="module")
def schemathesis(wanted: None) -> Path:
    """The command. It has an environment of its own, since it brings other versions of what the tests use."""
    command = ENVIRONMENT / "bin" / "schemathesis"
    if not command.exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
        install = [str(ENVIRONMENT / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", WANTED]
        done = subprocess.run(install, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"pip cannot install it: {done.stderr.splitlines()[-1:]}")
    return command


def run(command: Path, gateway: Served, codes: set[str], examples: str) -> subprocess.CompletedProcess[str]:
    """So many operations of each field of the roots."""
    options = ["--checks", "coded", "--max-examples", examples, "--seed", "1", "--no-color", "--warnings", "off"]
    options += ["--phases", "fuzzing", "--suppress-health-check", "all", "--no-shrink", "--generation-database", "none"]
    signed = ["--header", f"Authorization: Bearer {gateway.token}"]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": str(HERE / "schemathesis_hooks.py"), "CODES": ",".join(codes)}
    words = [str(command), "run", f"http://{gateway.host}/graphql", *options, *signed]
    return subprocess.run(words, cwd=ENVIRONMENT, env=environment, capture_output=True, text=True)


def test_every_operation_is_answered_or_refused_with_a_code(schemathesis: Path, gateway: Served) -> None:
    """No error of the server and no code that is not among those of the API.

    Control: where BAD_USER_INPUT is no code of the API, it is found.
    """
    done = run(schemathesis, gateway, CODES, EXAMPLES)
    print("\n".join(done.stdout.splitlines()[-15:]))
    assert done.returncode == 0, done.stdout
    control = run(schemathesis, gateway, CODES - {"BAD_USER_INPUT"}, "1")
    assert control.returncode == 1
    assert "BAD_USER_INPUT" in control.stdout
