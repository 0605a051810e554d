"""Processes under measurement: started on a free port, waited for, looked at through /proc, ended."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

CASEWRIGHT = [sys.executable, "-m", "casewright_gateway.cli"]
_TICKS = os.sysconf("SC_CLK_TCK")
_UTIME, _STIME, _PARENT = 11, 12, 1
"""Places in /proc/PID/stat, counted from the state (proc(5))."""


def environment_of(database_url: str, folder: Path, **more: str) -> dict[str, str]:
    """The environment of casewright with claims; the worker is another process, which the benchmark does not start."""
    own = {
        "CASEWRIGHT_DATABASE_URL": database_url,
        "CASEWRIGHT_DATA_DIR": str(folder / "data"),
        "CASEWRIGHT_BROKER_URL": "redis://127.0.0.1:1/0",
        "CASEWRIGHT_PLUGINS": "insurance",
        "CASEWRIGHT_LOCAL_ISSUER": "on",
    }
    return {**os.environ, **own, **more}


def casewright(*words: str, environment: Mapping[str, str]) -> str:
    """What a command of casewright prints; raises RuntimeError with what it complained about."""
    done = subprocess.run([*CASEWRIGHT, *words], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


@contextmanager
def serving(words: Sequence[str], environment: Mapping[str, str], address: str) -> Iterator[int]:
    """A server until the end of the block; its process id, once `address` answers."""
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(address, server)
            yield server.pid
        finally:
            server.terminate()


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Until the address answers, be it with a refusal, a minute at most; raises RuntimeError."""
    for _ in range(3000):
        if server.poll() is not None:
            break
        try:
            with urlopen(address):
                return
        except HTTPError as error:
            if error.code < 500:
                return
            time.sleep(0.02)
        except (URLError, ConnectionError):
            time.sleep(0.02)
    raise RuntimeError(f"{' '.join(map(str, server.args))} did not come up")  # type: ignore[arg-type]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def family(pid: int) -> list[int]:
    """The process and all its descendants."""
    parents = {int(folder.name): _stat(int(folder.name)) for folder in Path("/proc").iterdir() if folder.name.isdigit()}
    found = [pid]
    for parent in found:
        found += [child for child, stat in parents.items() if stat and int(stat[_PARENT]) == parent]
    return found


def cpu_seconds(pids: Sequence[int]) -> dict[int, float]:
    """The processor time that each process has used so far."""
    stats = {pid: _stat(pid) for pid in pids}
    return {pid: (int(stat[_UTIME]) + int(stat[_STIME])) / _TICKS for pid, stat in stats.items() if stat}


def memory_mb(pids: Sequence[int]) -> list[float]:
    """The memory of each process in MB: what is its own, and its share of what it shares (PSS)."""
    return [_field(Path(f"/proc/{pid}/smaps_rollup"), "Pss:") for pid in pids]


def resident_mb(pid: int) -> float:
    """The resident memory of a process in MB."""
    return _field(Path(f"/proc/{pid}/status"), "VmRSS:")


def _field(file: Path, name: str) -> float:
    return next(int(line.split()[1]) / 1024 for line in file.read_text().splitlines() if line.startswith(name))


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return []
