"""Documents against those who should not have them, and bytes against those who would change them."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

from casewright import models
from casewright.storage import LocalStore
from casewright.storage.keys import is_key
from casewright_gateway.ids import encode
from kit import Person, Stack
from stack.papers import DOCUMENT, TEXT, UPLOAD, announce, confirm, digest, download, keys, put, stored
from stack.town import Town, codes, nothing_changes, rules


def folder(stack: Stack) -> Path:
    """Where the local store keeps its files."""
    assert isinstance(stack.platform.store, LocalStore)
    return stack.platform.settings.data_dir / "documents"


async def ask_for(person: Person, document: str) -> dict[str, Any]:
    return await person.do("requestDownload", "download { url }", documentId=document)


async def test_until_it_is_proved_a_document_cannot_be_read(town: Town) -> None:
    """Neither announced nor sent; it is not listed with the case's documents as having a version either."""
    case = await town.tree()
    upload = await announce(town, case)
    for sent in (False, True):
        if sent:
            assert (await put(town.stack, upload, TEXT)).status_code == 201
        async with nothing_changes(town.stack):
            assert codes(await ask_for(town.clerk, upload["document"]["id"])) == ["NOT_FOUND"]
            seen = await town.seen(case, "documents { current versions { number } }")
        assert seen["documents"] == [{"current": 0, "versions": []}]
    await confirm(town, upload)
    assert codes(await ask_for(town.clerk, upload["document"]["id"])) == []


async def test_a_store_that_took_other_bytes_is_found_out(town: Town) -> None:
    """An S3 store minds no size; the proof does, and the right bytes cannot follow under the same key."""
    upload = await announce(town, await town.tree())
    version = (await models.DocumentVersion.filter(tenant_id=town.tenant))[0]
    await town.stack.platform.store.write(version.key, TEXT * 2)
    before = await keys(town.stack)
    async with nothing_changes(town.stack):
        refused = await confirm(town, upload, TEXT * 2)
    assert rules(refused) == ["document.size"]
    assert (await keys(town.stack), (await put(town.stack, upload, TEXT)).status_code) == (before, 409)


async def test_a_wrong_hash_can_be_corrected(town: Town) -> None:
    """The bytes that came stay where they are, so the client may look again; upper case is as good."""
    upload = await announce(town, await town.tree())
    await put(town.stack, upload, TEXT)
    assert rules(await confirm(town, upload, b"others")) == ["document.sha256"]
    confirmed = await town.clerk.done(
        "confirmUpload", DOCUMENT, versionId=upload["versionId"], sha256=digest(TEXT).upper()
    )
    assert (await download(town.clerk, confirmed["document"])).content == TEXT


async def test_two_confirmations_at_once_make_one_version(town: Town) -> None:
    """The other one is refused and leaves no copy of the bytes behind."""
    upload = await announce(town, await town.tree())
    await put(town.stack, upload, TEXT)
    before = len(await keys(town.stack))
    answers = await asyncio.gather(*(confirm(town, upload) for _ in range(5)))
    assert sorted(codes(answer) for answer in answers) == [[]] + [["REFUSED"]] * 4
    [document] = [answer["document"] for answer in answers if answer["document"]]
    assert [version["number"] for version in document["versions"]] == [1]
    assert len(await keys(town.stack)) == before
    assert (await download(town.clerk, document)).content == TEXT


async def test_foreign_and_unknown_documents_look_the_same(town: Town) -> None:
    """To a stranger, to another tenant, to an excluded person, and to whom a grant hides documents."""
    case = await town.tree()
    document, pending = await stored(town, case), await announce(town, case)
    await town.head.done("excludePerson", "case { id }", id=case["id"], subject="eve", reason="her tree")
    strangers = {
        "stranger": town.person("steve", "stranger"),
        "another tenant": Town.founded(town.stack).clerk,
        "excluded": town.person("eve", "clerk"),
        "hidden": town.person("nina", "neighbour"),
    }
    for name, person in strangers.items():
        async with nothing_changes(town.stack):
            foreign = await ask_for(person, document["id"])
            unknown = await ask_for(person, encode("Document", uuid4()))
            assert foreign == unknown, name
            assert codes(foreign) == ["NOT_FOUND"]
            if name != "hidden":
                answers = [
                    await person.do("confirmUpload", DOCUMENT, versionId=version, sha256=digest(TEXT))
                    for version in (pending["versionId"], encode("DocumentVersion", uuid4()))
                ]
                assert answers[0] == answers[1], name
        node = await person.ask("query($id: ID!) { node(id: $id) { id } }", id=document["id"])
        assert node == {"node": None}
    assert (await download(town.person("otto", "auditor"), document)).content == TEXT


async def test_a_hidden_part_is_not_there_at_all(town: Town) -> None:
    """Whom a grant hides tasks and documents from cannot act on them by id, nor read of them in the history."""
    case = await town.tree()
    await stored(town, case)
    [task, *_] = (await town.seen(case, "tasks { id }"))["tasks"]
    neighbour = town.person("nina", "neighbour")
    async with nothing_changes(town.stack):
        answers = [await neighbour.do(name, "task { id }", id=task["id"]) for name in ("claimTask", "completeTask")]
    assert [codes(answer) for answer in answers] == [["NOT_FOUND"]] * 2
    for person, told in ((neighbour, False), (town.clerk, True)):
        events = (await town.seen(case, "events { name data }", by=person))["events"]
        assert [bool(event["data"]) for event in events] == [True, told, told]


async def test_who_sees_no_documents_brings_their_own_only(town: Town) -> None:
    """They add no version to another one, and confirm no upload of somebody else, though they know its id."""
    case = await town.tree()
    document, upload = await stored(town, case), await announce(town, case)
    assert (await put(town.stack, upload, TEXT)).status_code == 201
    neighbour = town.person("nina", "neighbour")
    file = {"id": case["id"], "name": "a.txt", "mediaType": "text/plain", "size": len(TEXT)}
    before = await keys(town.stack)
    async with nothing_changes(town.stack):
        answers = [
            await neighbour.do("requestUpload", UPLOAD, **file, documentId=document["id"]),
            await neighbour.do("confirmUpload", DOCUMENT, versionId=upload["versionId"], sha256=digest(TEXT)),
        ]
    assert [codes(answer) for answer in answers] == [["NOT_FOUND"]] * 2
    assert await keys(town.stack) == before
    own = await neighbour.done("requestUpload", UPLOAD, **file)
    assert (await put(town.stack, own, TEXT)).status_code == 201
    await neighbour.done("confirmUpload", DOCUMENT, versionId=own["versionId"], sha256=digest(TEXT))
    assert len((await town.seen(case, "documents { id }"))["documents"]) == 3
    assert codes(await confirm(town, upload)) == []


NAMES = [
    *(
        "../../../etc/passwd",
        "..\\..\\boot.ini",
        "/etc/passwd",
        "C:\\autoexec.bat",
        "\\\\host\\share\\a",
        "file:///etc/passwd",
    ),
    *(
        ".",
        "..",
        "...",
        "~",
        "~root",
        "-rf",
        "a/",
        "a/./b",
        "%2e%2e%2fa",
        "..%c0%af..",
        "a\u2215b",
        "\uff0e\uff0e\uff0fa",
    ),
    *("CON", "nul.txt", "a.txt.", "a:stream", ".htaccess", "a.php", "a.pdf.exe", "a\u202efdp.exe"),
    *(
        'a";b="c\r\n',
        "a\r\nset-cookie: b=c",
        "a;filename*=utf-8''b",
        "<script>alert(1)</script>",
        "$(touch a)",
        "'; --",
    ),
    "Straße — отчёт 🌳.pdf",
]


async def test_a_name_is_never_a_path(town: Town) -> None:
    """It stays what the user called it; the store has keys of its own, and the header breaks no line."""
    case = await town.tree()
    for name in NAMES:
        document = await stored(town, case, name=name)
        assert document["name"] == name
        response = await download(town.clerk, document)
        disposition = response.headers["content-disposition"]
        assert (response.status_code, response.content) == (200, TEXT)
        assert disposition.startswith('attachment; filename="')
        assert not {"/", "\\", "\r", "\n"}.intersection(disposition)
    files = [
        file.relative_to(folder(town.stack)).as_posix() for file in folder(town.stack).rglob("*") if file.is_file()
    ]
    assert files
    assert all(is_key(file) for file in files)


async def test_too_much_is_refused_before_the_bytes(town: Town) -> None:
    """Before a link is given for it; and behind a link, as soon as the length is announced."""
    case = await town.tree()
    largest = town.stack.platform.settings.max_document_size
    given = {"name": "film.mp4", "mediaType": "video/mp4", "size": largest + 1}
    async with nothing_changes(town.stack):
        refused = await town.clerk.do("requestUpload", UPLOAD, id=case["id"], **given)
    assert (codes(refused), refused["upload"]) == (["BAD_USER_INPUT"], None)
    assert refused["problems"][0]["path"] == ["input", "size"]
    upload, before = await announce(town, case), await keys(town.stack)

    async def endless() -> Any:
        raise AssertionError("not a byte of it is read")
        yield b""

    link = upload["upload"]
    headers = {header["name"]: header["value"] for header in link["headers"]} | {"content-length": str(10**12)}
    response = await town.stack.client.put(link["url"], content=endless(), headers=headers)
    assert (response.status_code, await keys(town.stack)) == (413, before)
