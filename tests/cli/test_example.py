"""The example script works imported claims to their end, against real processes."""

import csv
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


def claims(file: Path, rows: int) -> None:
    """A table with the columns that examples/auto_claims.toml reads, made up here."""
    random = Random(7)
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(
            [
                "policy_number",
                "policy_bind_date",
                "policy_csl",
                "policy_deductable",
                "policy_annual_premium",
                "incident_date",
                "incident_type",
                "incident_severity",
                "incident_state",
                "incident_city",
                "incident_location",
                "incident_hour_of_the_day",
                "number_of_vehicles_involved",
                "bodily_injuries",
                "witnesses",
                "police_report_available",
                "total_claim_amount",
                "auto_make",
                "auto_model",
                "auto_year",
            ]
        )
        for number in range(rows):
            theft = number % 4 == 0
            writer.writerow([
                f"{700000 + number}", "3/1/2010", "250/500", "1000", "900.50", f"1/{1 + number % 28}/2015",
                "Vehicle Theft" if theft else "Parked Car", "Major Damage", "OH", "Columbus", f"{number} Elm St", "12",
                "1", "0", "1", ["YES", "NO", "?"][number // 4 % 3], str(random.choice([900, 8_000, 30_000, 90_000])),
                "Ford", "Escape", "2007",
            ])  # fmt: skip


@pytest.fixture
def url(run: Run, environment: dict[str, str], migrated: None, command: list[str], tmp_path: Path) -> Iterator[str]:
    """A served platform with imported claims."""
    file = tmp_path / "claims.csv"
    claims(file, 24)
    imported = run("import", "InsuranceClaim", file, "--map", ROOT / "examples" / "auto_claims.toml")
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
