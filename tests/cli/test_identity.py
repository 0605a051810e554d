"""Who is let in, from the command line: no accident in production, and keys for programs."""

import subprocess
from collections.abc import Callable

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

POSTGRES = "postgres://nobody@127.0.0.1:1/none"


def test_no_server_believes_itself_by_accident(run: Run) -> None:
    """Neither checked nor served; the sentence names the way out, before anything is looked at."""
    for words, more in (
        (("check",), {"CASEWRIGHT_DATABASE_URL": POSTGRES}),
        (("serve",), {"CASEWRIGHT_DATABASE_URL": POSTGRES}),
        (("serve", "--host", "0.0.0.0"), {}),
    ):
        result = run(*words, **more)
        assert (result.returncode, result.stdout) == (1, "")
        assert "name the OpenID provider in CASEWRIGHT_OIDC_ISSUER" in result.stderr
    provider = {"CASEWRIGHT_OIDC_ISSUER": "https://id.example.com"}
    assert run("check", CASEWRIGHT_DATABASE_URL=POSTGRES, **provider).returncode == 0
    refused = run("token", "--subject", "ada", **provider)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "its OpenID provider issues them" in refused.stderr


@pytest.mark.usefixtures("migrated")
def test_the_keys_of_a_service(run: Run) -> None:
    """Made, listed without their secret, given a new one, revoked."""
    named = ("--tenant", "demo", "--subject", "service:import", "--name", "nightly", "--role", "adjuster")
    made = run("keys", "create", *named, "--days", 30)
    assert made.stdout.startswith("cwk_")
    line = run("keys", "list").stdout
    key, state, *_ = line.split()
    assert (state, "demo service:import adjuster (nightly)" in line) == ("good", True)
    assert made.stdout.strip().split("_", 2)[2] not in line
    rotated = run("keys", "rotate", key)
    assert rotated.stdout.startswith("cwk_")
    assert rotated.stdout != made.stdout
    assert run("keys", "revoke", key).returncode == 0
    assert run("keys", "list").stdout.split()[1] == "revoked"
    assert run("keys", "revoke", key).returncode == 1
    bad = run("keys", "create", *named[:-1], "adjuster", "--tenant", "Demo")
    assert (bad.returncode, "tenant" in bad.stderr) == (1, True)
