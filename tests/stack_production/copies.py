"""Platforms to copy: on any database and store, with cases, documents and rows of every kind."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tortoise.context import require_context

from casewright import models
from casewright.access.actor import Actor
from casewright.archive.backup import backup
from casewright.archive.manifest import Manifest
from casewright.archive.proof import differences
from casewright.operations.documents import confirm_upload, request_upload
from casewright.operations.links import link_cases
from casewright.operations.notes import add_note
from casewright.operations.opening import Opening, open_case
from casewright.operations.outbox import fan_out
from casewright.operations.parties import NewParty
from casewright.operations.restore import restore
from casewright.operations.transitions import perform
from casewright.operations.upkeep import bring_up
from casewright.platform import Platform, utc_now
from casewright.settings import Settings
from stack_production import bridges

CLERK = Actor(tenant="demo", subject="carla", roles=frozenset({"clerk"}))
ODD = "Łódź Ponte 🌉 d'Arc \"quoted\" \\ ? $1 %s {x} \u202e\n\t'; --"
"""Text that breaks whoever does not treat it as text."""

same_database = pytest.mark.parametrize(
    "way", [("sqlite", "sqlite"), ("postgres", "postgres")], indirect=True, ids="-".join
)
sqlite_only = pytest.mark.parametrize("way", [("sqlite", "sqlite")], indirect=True, ids="-".join)

Dump = dict[str, list[dict[str, Any]]]


def platform_at(url: str, folder: Path, **more: Any) -> Platform:
    """A platform with bridges on a database, not opened; `now` and settings may be given."""
    now = more.pop("now", utc_now)
    settings = Settings(data_dir=folder, database_url=url, broker_url="redis://nowhere", **more)
    return Platform(settings, plugins={"bridges": bridges}, now=now)


@asynccontextmanager
async def at_work(url: str, folder: Path, **more: Any) -> AsyncIterator[Platform]:
    """The platform, brought up and opened."""
    platform = platform_at(url, folder, **more)
    await bring_up(platform, silent)
    async with platform:
        yield platform


def silent(*_: Any) -> None:
    """For whoever wants to tell something."""


async def new_bridge(platform: Platform, name: str, **fields: Any) -> UUID:
    """A bridge case."""
    return await open_case(platform, CLERK, bridges.bridge, {"name": name, **fields}, Opening())


async def document(platform: Platform, case_id: UUID, data: bytes, name: str = "plan.txt") -> models.DocumentVersion:
    """A confirmed document of a case."""
    version = await announced(platform, case_id, data, name)
    await platform.store.write(version.key, data)
    await confirm_upload(platform, CLERK, version.id, sha256=hashlib.sha256(data).hexdigest())
    return await models.DocumentVersion.get(id=version.id)


async def announced(platform: Platform, case_id: UUID, data: bytes, name: str = "plan.txt") -> models.DocumentVersion:
    """A document of a case whose bytes are still to come."""
    upload = await request_upload(platform, CLERK, case_id, name=name, media_type="text/plain", size=len(data))
    return await models.DocumentVersion.get(id=upload.version_id)


async def settle(platform: Platform) -> None:
    """A small town: cases in several states, documents in versions, links, notes, an approval, deliveries."""
    crack = {"where": ODD, "width": "0.000000000000000000001", "seen_at": "2026-03-01T23:59:59.999999+02:00"}
    parties = [NewParty(role="owner", name=ODD, email="o@example.org"), NewParty(role="neighbour", name="N")]
    rich = {"name": ODD, "toll": "12345678901234567890.10", "lanes": 1, "cracks": [crack], "built_on": "1899-12-31"}
    first = await open_case(platform, CLERK, bridges.bridge, rich, Opening(parties=parties, external_id="X-1"))
    second = await new_bridge(platform, "plain", looked_at="2026-03-01T10:00:00Z", closed=True)
    await document(platform, first, b"first version")
    await document(platform, first, ODD.encode() * 20_000, name="Brücke.txt")
    await document(platform, second, b"\xff\xfe".ljust(100, b"x"))
    await announced(platform, second, b"never comes")
    await add_note(platform, CLERK, first, text=ODD)
    await link_cases(platform, CLERK, first, other_id=second, kind="related")
    inspect = bridges.bridge.transitions["inspect"]
    await perform(platform, CLERK, first, inspect, expected_version=1, arguments={"remedy": ODD})
    await fan_out(platform)


async def everything(platform: Platform) -> Dump:
    """Every row of every table as Tortoise reads it, whatever the database."""
    apps = require_context().apps
    assert apps is not None
    tables = {model._meta.db_table: model for app in apps.values() for model in app.values()}
    return {name: await model.all().order_by(model._meta.pk_attr).values() for name, model in sorted(tables.items())}


async def contents(platform: Platform) -> dict[str, bytes]:
    """Every object in the store."""
    store = platform.store
    keys = [key async for key in store.keys("")]
    return {key: b"".join([part async for part in store.read(key)]) for key in keys}


async def confirmed(platform: Platform) -> set[str]:
    """The keys of all confirmed versions."""
    return {version.key for version in await models.DocumentVersion.filter(state="confirmed")}


async def kept(platform: Platform, file: Path) -> Manifest:
    """A backup of the open platform, in which nothing differs."""
    found: list[str] = []
    manifest = await backup(platform, file, silent, found.append)
    assert found == []
    return manifest


async def copied(platform: Platform, file: Path) -> list[str]:
    """Restore into a platform that is not open; what the proof found."""
    await restore(platform, file, silent, silent)
    async with platform:
        return [difference async for difference in differences(platform, silent)]
