"""Load on one server from a process of its own: `wrk` where there is one, else the client of this folder."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

CONNECTIONS = 16
WRK = shutil.which("wrk")
_SCRIPT = Path(__file__).with_name("wrk.lua")


@dataclass(frozen=True)
class Load:
    """What one server did in one measurement. Times in milliseconds; `failed` counts answers that were not right."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    failed: int

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


@dataclass(frozen=True)
class Target:
    """Where the requests go, with which headers, and the text in every right answer."""

    port: int
    path: str
    headers: Mapping[str, str]
    expected: str


def load(target: Target, bodies: Sequence[str], seconds: float, *, once: bool) -> Load:
    """Send the bodies again and again for so long; with `once` each only once, which may end earlier."""
    with NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(body + "\n" for body in bodies)
        file.flush()
        words = _wrk(target, file.name, seconds, once) if WRK else _client(target, file.name, seconds, once)
        done = subprocess.run(words, check=True, capture_output=True, text=True)
    return Load(**json.loads(done.stdout.strip().splitlines()[-1]))


def _wrk(target: Target, bodies: str, seconds: float, once: bool) -> list[str]:
    headers = "".join(f"{name}: {value}\n" for name, value in target.headers.items())
    address = f"http://127.0.0.1:{target.port}{target.path}"
    how = [
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{max(round(seconds), 1)}s",
        "--timeout",
        "30s",
        "--latency",
        "-s",
        str(_SCRIPT),
    ]
    return [str(WRK), *how, address, "--", bodies, headers, target.expected, "once" if once else "again"]


def _client(target: Target, bodies: str, seconds: float, once: bool) -> list[str]:
    plan = {**vars(target), "bodies": bodies, "seconds": seconds, "once": once, "connections": CONNECTIONS}
    return [sys.executable, "-m", "bench.client", json.dumps(plan)]
