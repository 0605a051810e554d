"""A case as a whole, to be handed to another system: every row, and links to the bytes of its documents."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

import orjson
from tortoise.expressions import Q

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import PARTS, Action
from casewright.errors import Forbidden
from casewright.fields import check_given
from casewright.models.document import UploadState
from casewright.models.row import CaseRow, Row
from casewright.operations.access_log import Means, log_reads
from casewright.operations.change import Draft, change
from casewright.operations.documents import DOWNLOAD_TIME
from casewright.operations.sealing import opened_fields
from casewright.platform import Platform

FORMAT = "casewright.case/1"
Rows: TypeAlias = Mapping[str, Sequence[Any]]
"""By table."""

_INSIDE = {"tenant_id", "case_id", "search", "key", "fields_json"}
"""Columns that mean something to the platform alone, or are told in another way."""
_APART = (models.CaseAccess, models.Delivery, models.KnownName, models.Notification, models.Timer)
"""What the platform keeps for itself about a case."""


async def export_case(platform: Platform, actor: Actor, case_id: UUID, *, reason: str) -> Mapping[str, Any]:
    """The case as JSON, with a short-lived link to each confirmed version of its documents.

    It is for those who supervise the case and see all of it; that it was made, and why, is an event of the case. Raises
    Invalid without a reason, Forbidden for whom something of the case is hidden.
    """
    check_given(reason, "say for whom the case is exported, or why", field="reason")
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        await _check_whole(draft)
        rows: Rows = {model._meta.db_table: await model.filter(case_id=case_id).order_by("id") for model in _models()}
        there = {role.party_id for role in rows["case_party"]}
        parties = await models.Party.filter(Q(id__in=there) | Q(merged_into__in=there)).order_by("id")
        known = await models.PartyIdentifier.filter(party_id__in=[party.id for party in parties]).order_by("id")
        await log_reads(platform, actor, {case_id: ("case", *sorted(PARTS))}, Means.CASE_EXPORT, reason=reason)
        draft.record("exported", reason=reason)
    told = {
        "format": FORMAT,
        "made_at": draft.now,
        "reason": reason,
        "case": {**_shown(draft.row), "fields": opened_fields(platform, draft.case_type, draft.row)},
        "party": _all_shown(parties),
        "party_identifier": _all_shown(known),
        **{table: _all_shown(found) for table, found in rows.items()},
        "links": [await _link(platform, rows["document"], version) for version in _confirmed(rows)],
    }
    plain: Mapping[str, Any] = orjson.loads(orjson.dumps(told, default=str))
    return plain


async def _check_whole(draft: Draft) -> None:
    policy = draft.platform.policy
    parts = {policy.predicate(draft.actor, Action.READ, part=part) for part in sorted(PARTS)}
    whole = Sql('SELECT 1 FROM "case" c WHERE c.id = ? AND ', (draft.row.id,)) + Sql.all_of(parts)
    hidden = policy.hidden(draft.actor, draft.case_type)
    if hidden or not await draft.platform.database.rows(whole):
        message = "a case is exported as a whole, by somebody from whom nothing of it is hidden"
        raise Forbidden(message, rule="export.partial")


def _models() -> list[type[CaseRow]]:
    found = [getattr(models, name) for name in models.__all__]
    return [model for model in found if issubclass(model, CaseRow) and model not in _APART]


def _shown(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row._meta.fields_db_projection if name not in _INSIDE}


def _all_shown(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [_shown(row) for row in rows]


def _confirmed(rows: Rows) -> list[models.DocumentVersion]:
    return [version for version in rows["document_version"] if version.state == UploadState.CONFIRMED]


async def _link(
    platform: Platform, documents: Sequence[models.Document], version: models.DocumentVersion
) -> dict[str, Any]:
    """Where the bytes of a version are."""
    name = next(document.name for document in documents if document.id == version.document_id)
    link = await platform.store.download_link(
        version.key, filename=name, media_type=version.media_type, expires_in=DOWNLOAD_TIME
    )
    return {"version": version.id, "name": name, "sha256": version.sha256, "url": link.url, "until": link.expires_at}
