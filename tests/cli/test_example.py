"""The example script works imported claims to their end, against real processes."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def url(run: Run, environment: dict[str, str], migrated: None, command: list[str]) -> Iterator[str]:
    """A served platform with imported claims."""
    examples = ROOT / "examples"
    imported = run("import", "InsuranceClaim", examples / "auto_claims.csv", "--map", examples / "auto_claims.toml")
    assert imported.stdout == "24 opened, 0 were open already, 0 problems\n", imported.stderr
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [*command, "serve", "--port", str(port)]
    with subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/health/ready")
        yield address
        server.terminate()


def wait_for(address: str) -> None:
    """Until the server answers."""
    for _ in range(300):
        try:
            with urlopen(address):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


def test_a_sample_of_claims_is_worked_to_its_end(url: str, run: Run, environment: dict[str, str]) -> None:
    """Some paid by the adjuster alone, some above authority, some denied, some below the deductible."""
    words = [sys.executable, str(ROOT / "examples" / "work_claims.py"), "--url", url, "--sample", "24"]
    result = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    summary = dict(reversed(part.split()) for part in result.stdout.splitlines()[-1].split(", "))
    assert set(summary) == {"below_deductible", "denied", "paid"}
    assert sum(map(int, summary.values())) == 24
    assert "milo agreed" in result.stdout
    assert "milo endorsed, dora agreed" in result.stdout
    assert "special investigation" in result.stdout
    assert re.search(r"theft without a police report \(\+\d+\)", result.stdout)
    assert run("audit", "verify").stdout == "24 cases verified, 0 broken\n"
