"""What is written about a case, made up: notes, tags, documents."""

from random import Random

from casewright import models
from casewright.contacts import Channel
from casewright.models.document import UploadState
from casewright.operations.tagging import key_of
from casewright.storage.keys import new_key
from equality import made
from equality.collected import Rows
from equality.made import maybe, moment, text


def add_papers(rows: Rows, case: models.Case, random: Random) -> None:
    """Notes, tags, and documents with their versions and with whom they were shared."""
    for _ in range(random.randrange(3)):
        said = text(random)
        columns = {"text": said, "search": said.casefold(), "author": rows.person(), "created_at": moment(random)}
        mentions = random.choice([None, [], [rows.person(), text(random, 200)]])
        rows.add(models.Note, case_id=case.id, mentions=mentions, **columns)
    for name in random.sample(made.TAGS, random.randrange(3)):
        rows.add(
            models.Tag,
            case_id=case.id,
            name=name,
            key=key_of(name),
            added_by=rows.person(),
            added_at=moment(random),
        )
    for _ in range(random.randrange(3)):
        confirmed = random.randrange(3)
        document = rows.add(
            models.Document,
            case_id=case.id,
            name=text(random, 300),
            category=maybe(random, lambda: text(random, 100)),
            current=confirmed,
            created_by=rows.person(),
            created_at=moment(random),
        )
        for number in range(1, confirmed + 1):
            _version(rows, random, document, number)
        _version(rows, random, document, None)
        for _ in range(random.randrange(3)):
            _share(rows, random, document)


def _share(rows: Rows, random: Random, document: models.Document) -> None:
    party_id = maybe(random, lambda: rows.party().id)
    rows.add(
        models.DocumentShare,
        case_id=document.case_id,
        document_id=document.id,
        number=random.randrange(1, 3),
        party_id=party_id,
        recipient=None if party_id else text(random, 300),
        channel=random.choice(list(Channel)),
        note=maybe(random, lambda: text(random)),
        shared_by=rows.person(),
        shared_at=moment(random),
        recorded_at=moment(random),
    )


def _version(rows: Rows, random: Random, document: models.Document, number: int | None) -> None:
    rows.add(
        models.DocumentVersion,
        case_id=document.case_id,
        document_id=document.id,
        number=number,
        key=new_key(rows.tenant),
        state=UploadState.CONFIRMED if number else UploadState.PENDING,
        media_type="text/plain",
        size=random.choice((0, 1, 2**31, 2**53)),
        sha256="0" * 64 if number else None,
        created_by=rows.person(),
        created_at=moment(random),
        confirmed_at=moment(random) if number else None,
    )
