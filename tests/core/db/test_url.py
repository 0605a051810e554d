"""Database URLs."""

import pytest

from casewright.db.url import read_url
from casewright.errors import Invalid


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///cases.db", "cases.db"),
        ("sqlite:///data/cases.db", "data/cases.db"),
        ("sqlite:////var/lib/cases.db", "/var/lib/cases.db"),
        ("sqlite:////tmp/50% #1.db", "/tmp/50% #1.db"),
    ],
)
def test_three_slashes_are_relative_and_four_absolute(url: str, file: str) -> None:
    """What follows the third slash is the path, taken as it is."""
    assert read_url(url) == ("sqlite", {"file_path": file})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_server_url_names_everything(scheme: str) -> None:
    """Both spellings, percent-encoding, and the mode of TLS."""
    assert read_url(f"{scheme}://app:p%40ss%2Fword@[::1]:6432/cases?sslmode=require") == (
        "postgres",
        {"host": "::1", "port": 6432, "user": "app", "password": "p@ss/word", "database": "cases", "ssl": "require"},
    )


def test_a_short_server_url_has_the_usual_port() -> None:
    """Port 5432, and user and password from the surroundings."""
    expected = {"host": "db", "port": 5432, "user": None, "password": None, "database": "cases"}
    assert read_url("postgres://db/cases") == ("postgres", expected)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cases.db",
        "sqlite",
        "sqlite:cases.db",
        "sqlite://cases.db",
        "sqlite:///",
        "sqlite:///folder/",
        "sqlite:///:memory:",
        "sqlite:///cases.db?mode=ro",
        "mysql://root:secret@db/cases",
        "postgres://",
        "postgres:///cases",
        "postgres://app:secret@db",
        "postgres://app:secret@db/",
        "postgres://app:secret@db/a/b",
        "postgres://app:secret@db:port/cases",
        "postgres://app:secret@db:99999/cases",
        "postgres://app:secret@[::1/cases",
        "postgres://app:secret@db/cases?pool=5",
        "postgres://app:secret@db/cases?sslmode=maybe",
        "postgres://app:secret@db/cases#1",
    ],
)
def test_other_urls_are_refused_in_one_sentence_without_the_password(url: str) -> None:
    """The sentence says how to write it and never repeats it."""
    with pytest.raises(Invalid) as caught:
        read_url(url)
    message = caught.value.message
    assert "secret" not in message
    assert message.endswith(".")
    assert "\n" not in message
