"""The key made on first use: whole, private, and one for all processes."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from casewright.settings import Settings
from casewright_gateway.issuer import LocalIssuer

STARTER = """
import os, shutil, sys
from pathlib import Path
from casewright.settings import Settings
from casewright_gateway import issuer

publish = {"link": os.link, "overwrite": shutil.copyfile}[sys.argv[2]]

def publish_when_told(draft, path):
    print("ready", flush=True)
    sys.stdin.readline()
    publish(draft, path)

issuer.os.link = publish_when_told
print(issuer.LocalIssuer.load(Settings(data_dir=Path(sys.argv[1]))).header["kid"], flush=True)
"""
"""A process that stops with its own key in hand until it is told to publish it."""


@pytest.fixture
def start(tmp_path: Path) -> Callable[[str], "subprocess.Popen[str]"]:
    def started(publish: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", STARTER, str(tmp_path), publish]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    return started


def race(start: Callable[[str], "subprocess.Popen[str]"], publish: str) -> list[str]:
    """The key ids of two processes that both found no key before either published one."""
    with start(publish) as first, start(publish) as second:
        processes = [first, second]
        assert [process.stdout and process.stdout.readline() for process in processes] == ["ready\n"] * 2
        return [process.communicate("go\n")[0].strip() for process in processes]


def test_two_processes_agree(start: Callable[[str], "subprocess.Popen[str]"], tmp_path: Path) -> None:
    """Two processes that start at once end with the same key, and leave nothing else behind."""
    first, second = race(start, "link")
    assert first == second == LocalIssuer.load(Settings(data_dir=tmp_path)).header["kid"]
    assert [path.name for path in tmp_path.iterdir()] == ["signing-key.pem"]


def test_overwriting_would_part_them(start: Callable[[str], "subprocess.Popen[str]"]) -> None:
    """Control: with a write that overwrites, the same race ends with two keys."""
    first, second = race(start, "overwrite")
    assert first
    assert second
    assert first != second


def test_only_the_owner_reads_it(settings: Settings) -> None:
    """The key file has mode 0600, whatever the umask."""
    before = os.umask(0)
    try:
        LocalIssuer.load(settings)
    finally:
        os.umask(before)
    assert (settings.data_dir / "signing-key.pem").stat().st_mode & 0o777 == 0o600


def test_it_is_kept(settings: Settings) -> None:
    """A second start reads the key of the first."""
    assert LocalIssuer.load(settings).keys() == LocalIssuer.load(settings).keys()


@pytest.mark.parametrize("step", ["fsync", "link"])
def test_a_failure_leaves_no_half_key(step: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fails on the way there is no key file at all, and the next start makes one."""

    def fail(*arguments: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, step, fail)
        with pytest.raises(OSError, match="no space"):
            LocalIssuer.load(settings)
    assert list(settings.data_dir.iterdir()) == []
    assert LocalIssuer.load(settings).secret
