"""Schemathesis, which makes operations from the schema that a server tells it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from graphql import GraphQLSchema

from clients.conftest import ROOT
from fuzz.conftest import CODES
from served import Served

HERE = Path(__file__).parent
ENVIRONMENT = ROOT / "build" / "schemathesis"
WANTED = "schemathesis>=4.32,<4.33"
EXAMPLES = os.environ.get("CASEWRIGHT_TEST_EXAMPLES", "5")
"""Of each operation; nearly all of the time schemathesis thinks them up."""
SHARDS = 16
"""So that several processes share it, and what one has shown stays shown when another is stopped."""


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


def shard(schema: GraphQLSchema, number: int) -> list[str]:
    """Every SHARDS-th field of the roots that answer once."""
    roots = [root for root in (schema.query_type, schema.mutation_type) if root]
    return sorted(f"{root.name}.{field}" for root in roots for field in root.fields)[number::SHARDS]


def run(
    command: Path, gateway: Served, fields: list[str], codes: set[str], examples: str
) -> subprocess.CompletedProcess[str]:
    """So many operations of each of these fields."""
    options = ["--checks", "coded", "--max-examples", examples, "--seed", "1", "--no-color", "--warnings", "off"]
    options += ["--phases", "fuzzing", "--suppress-health-check", "all", "--no-shrink", "--generation-database", "none"]
    options += ["--request-timeout", "600"]  # a busy machine is no error of the server
    options += [word for field in fields for word in ("--include-name", field)]
    signed = ["--header", f"Authorization: Bearer {gateway.token}"]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": str(HERE / "schemathesis_hooks.py"), "CODES": ",".join(codes)}
    words = [str(command), "run", f"http://{gateway.host}/graphql", *options, *signed]
    return subprocess.run(words, cwd=ENVIRONMENT, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("number", range(SHARDS))
def test_every_operation_is_answered_or_refused_with_a_code(schemathesis: Path, gateway: Served, number: int) -> None:
    """No error of the server and no code that is not among those of the API."""
    fields = shard(gateway.schema, number)
    done = run(schemathesis, gateway, fields, CODES, EXAMPLES)
    print("\n".join(done.stdout.splitlines()[-15:]))
    assert done.returncode == 0, done.stdout
    assert f"Tested: {len(fields)}\n" in done.stdout


def test_a_code_that_is_not_of_the_api_is_found(schemathesis: Path, gateway: Served) -> None:
    """The control: where BAD_USER_INPUT is no code of the API."""
    done = run(schemathesis, gateway, shard(gateway.schema, 0), CODES - {"BAD_USER_INPUT"}, "5")
    assert done.returncode == 1
    assert "BAD_USER_INPUT" in done.stdout
