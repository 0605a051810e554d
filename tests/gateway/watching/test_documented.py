"""What the page on operations says is what a process says."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from casewright_gateway.logs import FIELDS
from faults import wells
from kit import Stack, running
from pages import blocks, page

PAGE = page("docs/operations.md")
ALWAYS = {"time", "level", "logger", "message", "request_id"}


@pytest.fixture
async def stack(database_url: str, tmp_path: Path) -> AsyncIterator[Stack]:
    """A gateway with a broker of its own."""
    async with running(database_url, tmp_path, {"wells": wells}, broker_url="redis://127.0.0.1:1/0") as stack:
        yield stack


def example(key: str) -> dict[str, object]:
    """The JSON of the page that has a key."""
    found = (json.loads(block) for block in blocks("docs/operations.md", "json"))
    return next(block for block in found if key in block)


async def test_the_parts_of_health_are_those_of_the_page(stack: Stack) -> None:
    """By name and by how they are here, in the example and in the table."""
    assert (await stack.client.get("/health/ready")).json() == example("database")
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) >= example("database").keys() - {"status"}


async def test_the_metrics_are_those_of_the_page(stack: Stack, dialect: str) -> None:
    """Each with its labels; those of a pool only where there is one."""
    await stack.person("ann", "clerk").done("openWell", "well { id }", village="deep")
    families = list(text_string_to_metric_families((await stack.client.get("/metrics")).text))
    told = {f"{family.name}_total" if family.type == "counter" else family.name: family for family in families}
    ours = {name for name in told if name.startswith("casewright_") and not name.endswith("_created")}
    documented = dict(re.findall(r"`(casewright_[a-z_]+)(?:\{([a-z,]+)\})?`", PAGE))
    missing = {name for name in documented if "_pool_" in name} if dialect == "sqlite" else set()
    assert ours == documented.keys() - missing
    for name in ours:
        labels = {label for sample in told[name].samples for label in sample.labels} - {"le"}
        assert labels == {label for label in documented[name].split(",") if label}, name


def test_the_example_of_a_record_has_fields_that_exist() -> None:
    """The ones every record has, and some of ours."""
    assert ALWAYS <= example("logger").keys() <= ALWAYS | set(FIELDS)
