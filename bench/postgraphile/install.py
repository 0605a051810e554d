"""Installing PostGraphile under `build/`, with the Node it needs; npm must be there."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.progress import say

_PACKAGES = ("postgraphile@5", "graphql@16", "node@22")
"""The package `node` brings a Node of the version that PostGraphile needs, whatever is installed."""


@dataclass(frozen=True)
class Installation:
    """What starts it."""

    command: tuple[str, ...]
    version: str


def install(folder: Path) -> Installation | str:
    """PostGraphile in the folder, installed now or before; or why it is absent."""
    modules = folder / "node_modules"
    if not (modules / "postgraphile").exists():
        npm = shutil.which("npm")
        if npm is None:
            return "npm is not installed"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n')
        words = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error", *_PACKAGES]
        with say("installing PostGraphile"):
            done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            return f"npm could not install it: {done.stderr.strip().splitlines()[-1:]}"
    return _installation(folder)


def _installation(folder: Path) -> Installation | str:
    node = folder / "node_modules" / ".bin" / "node"
    looked = subprocess.run([str(node), "--version"], capture_output=True, text=True) if node.exists() else None
    if looked is None or looked.returncode:
        return "the Node that npm installed does not run here"
    script = shutil.copy(Path(__file__).with_name("server.mjs"), folder)
    package = (folder / "node_modules" / "postgraphile" / "package.json").read_text()
    version = package.partition('"version": "')[2].partition('"')[0]
    return Installation((str(node.absolute()), str(Path(script).absolute())), version)
