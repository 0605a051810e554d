"""What the tests of tokens share: one issuer, one actor."""

from decimal import Decimal
from pathlib import Path

import pytest

from casewright.access.actor import Actor
from casewright.settings import Settings
from casewright_gateway.issuer import LocalIssuer


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def issuer(settings: Settings) -> LocalIssuer:
    return LocalIssuer.load(settings)


@pytest.fixture
def actor() -> Actor:
    return Actor(
        tenant="demo",
        subject="ada",
        roles=frozenset({"handler", "approver"}),
        teams=frozenset({"north"}),
        limits={"payment": Decimal("2500.00")},
    )
