"""Made-up cases for a demonstration, by the plugins' own samples and through the real operations."""

import hashlib
from collections.abc import Mapping
from itertools import cycle, islice
from random import Random
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.declarations import RequiredDocument, Transition
from casewright.errors import CasewrightError
from casewright.gates import Gate
from casewright.importing import Progress
from casewright.names import NAMES_SEARCHED
from casewright.operations.documents import confirm_upload, request_upload
from casewright.operations.names import search_names
from casewright.operations.opening import Opening, open_case
from casewright.operations.parties import NewParty
from casewright.operations.screening import screen_case
from casewright.operations.tasks import complete_task
from casewright.operations.transitions import perform
from casewright.platform import Platform
from casewright.process import Verdict

_SEED = 20260301


async def fill(platform: Platform, tenant: str, count: int, progress: Progress) -> None:
    """Make up so many cases, in turn of all types that have samples, unless the tenant has cases already."""
    sampled = [case_type for case_type in platform.case_types.values() if case_type.sample]
    if not sampled or await models.Case.filter(tenant_id=tenant).exists():
        return
    random, actor = Random(_SEED), Actor.platform(tenant, "sample")  # noqa: S311
    for done, case_type in enumerate(islice(cycle(sampled), count), start=1):
        await _make_up(platform, actor, case_type, random)
        progress(done, count)


async def _make_up(platform: Platform, actor: Actor, case_type: CaseType[Any], random: Random) -> None:
    assert case_type.sample is not None
    sample = case_type.sample(random)
    fields = case_type.fields.fields
    values = {name: getattr(sample.fields, name) for name in fields if not fields[name].marking.managed}
    parties = [NewParty(role=role, name=name) for role, name in sample.parties.items()]
    case_id = await open_case(platform, actor, case_type, values, Opening(parties=parties))
    for name, arguments in sample.moves:
        if not await _moved(platform, actor, case_id, case_type.transitions[name], arguments):
            return


async def _moved(
    platform: Platform, actor: Actor, case_id: UUID, transition: Transition, arguments: Mapping[str, Any]
) -> bool:
    """Do what the stage asks for and make the move; whether it was made, and not refused or waiting for approval."""
    await _screen(platform, actor, case_id)
    await _search(platform, actor, case_id)
    await _bring(platform, actor, case_id)
    for task in await models.Task.filter(case_id=case_id, state="open").order_by("id"):
        await complete_task(platform, actor, task.id)
    row = await models.Case.get(id=case_id)
    try:
        return await perform(platform, actor, case_id, transition, expected_version=row.version, arguments=arguments)
    except CasewrightError:
        return False


async def _screen(platform: Platform, actor: Actor, case_id: UUID) -> None:
    """Find that the case is needed, where its stage waits for that."""
    row = await models.Case.get(id=case_id)
    if Gate.VERDICT_RECORDED in platform.definition(row).gates.get(row.stage, ()):
        await screen_case(platform, actor, case_id, verdict=Verdict.NEEDS_PROCESS)


async def _search(platform: Platform, actor: Actor, case_id: UUID) -> None:
    """Search who is in the case, where its type registers names and nobody has."""
    row = await models.Case.get(id=case_id)
    if (
        platform.definition(row).names is None
        or await models.Event.filter(case_id=case_id, name=NAMES_SEARCHED).exists()
    ):
        return
    await search_names(platform, actor, case_id)


async def _bring(platform: Platform, actor: Actor, case_id: UUID) -> None:
    """Store something for each document that the stage asks for."""
    row = await models.Case.get(id=case_id)
    stored = await models.Document.filter(case_id=case_id, current__gt=0)
    there = {document.category for document in stored}
    for asked in platform.definition(row).documents:
        if asked.stage == row.stage and asked.category not in there:
            await _store(platform, actor, case_id, asked)


async def _store(platform: Platform, actor: Actor, case_id: UUID, asked: RequiredDocument) -> None:
    content = f"{asked.title}, made up.\n".encode()
    announced: dict[str, Any] = {"name": f"{asked.category}.txt", "media_type": "text/plain", "size": len(content)}
    upload = await request_upload(platform, actor, case_id, category=asked.category, **announced)
    version = await models.DocumentVersion.get(id=upload.version_id)
    await platform.store.write(version.key, content)
    await confirm_upload(platform, actor, version.id, sha256=hashlib.sha256(content).hexdigest())
