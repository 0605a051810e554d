"""OpenID providers to test with: one made of words, and a real one in a process of its own."""

import fcntl
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from joserfc.jwk import ECKey

AUDIENCE = "https://cases.example.com"
_VERSION = "9.13.3"
_BUILD = Path(__file__).parents[1] / "build" / "oidc-provider"
_SCRIPT = Path(__file__).with_name("provider.mjs")


class Provider:
    """Publishes keys, counts how often it was asked, and can be silent."""

    def __init__(self, issuer: str, keys: list[dict[str, Any]]) -> None:
        self.issuer = issuer
        self.keys: Any = keys
        self.configuration: dict[str, Any] = {"issuer": issuer, "jwks_uri": f"{issuer}/keys"}
        self.silent = False
        self.asked: list[str] = []

    async def fetch(self, url: str, issuer: str) -> dict[str, Any]:
        """What stands under a URL."""
        self.asked.append(url)
        if self.silent:
            raise TimeoutError
        return {"keys": self.keys} if url == self.configuration["jwks_uri"] else self.configuration

    @property
    def times(self) -> int:
        """How often its keys were asked for."""
        return self.asked.count(self.configuration["jwks_uri"])


def new_key() -> dict[str, Any]:
    """A private key with an id."""
    key = ECKey.generate_key("P-256")
    return dict(key.as_dict(private=True)) | {"kid": key.thumbprint(), "use": "sig", "alg": "ES256"}


@contextmanager
def real_provider(folder: Path, port: int, key: dict[str, Any]) -> Iterator[str]:
    """npm's oidc-provider, signing with a key; its issuer. The test is skipped where it cannot be installed."""
    _install()
    given = {"port": port, "keys": [key], "audience": AUDIENCE}
    (folder / "provider.json").write_text(json.dumps(given))
    words = ["node", str(_BUILD / _SCRIPT.name), str(folder / "provider.json")]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        issuer = f"http://127.0.0.1:{port}"
        try:
            _wait(f"{issuer}/.well-known/openid-configuration", process)
            yield issuer
        finally:
            process.kill()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _install() -> None:
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("Node and npm are not there, so no real OpenID provider")
    _BUILD.mkdir(parents=True, exist_ok=True)
    with (_BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.copy(_SCRIPT, _BUILD)
        if not (_BUILD / "node_modules" / "oidc-provider").exists():
            words = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(_BUILD), f"oidc-provider@{_VERSION}"]
            done = subprocess.run(words, capture_output=True, text=True)
            if done.returncode:
                pytest.skip(f"npm cannot install oidc-provider: {done.stderr.splitlines()[-1:]}")


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert process.poll() is None, "the provider ended"
        try:
            with urlopen(address):
                return
        except URLError:
            time.sleep(0.05)
    raise TimeoutError(address)
