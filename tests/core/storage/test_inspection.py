"""What arrived is measured, hashed and compared with what was declared."""

# ruff: noqa: RUF001 (names and texts in many languages are the point)

import hashlib
import io
import zipfile
from collections.abc import AsyncIterator

import puremagic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.storage.inspection import HEAD, agrees, inspect
from casewright.storage.signatures import is_text, sniff

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name in names:
            packed.writestr(name, "content")
    return file.getvalue()


HEADS = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "pdf after blanks": b"\xef\xbb\xbf\r\n%PDF-1.4\n1 0 obj",
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(20),
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(20),
    "gif": b"GIF89a\x01\0\x01\0" + bytes(20),
    "webp": b"RIFF\x24\0\0\0WEBPVP8 " + bytes(20),
    "tiff": b"II*\0\x08\0\0\0" + bytes(20),
    "tiff, big-endian": b"MM\0*\0\0\0\x08" + bytes(20),
    "bigtiff": b"II+\0\x08\0\0\0" + bytes(20),
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "mp4": b"\0\0\0\x18ftypisom\0\0\0\0isomiso2",
    "mp3": b"ID3\x03\0\0\0\0\0\x21TT2" + bytes(20),
    "wav": b"RIFF\x24\0\0\0WAVEfmt " + bytes(20),
    "dicom": bytes(128) + b"DICM\x02\0\0\0" + bytes(20),
    "zip": archive("a.txt"),
    "docx": archive("[Content_Types].xml", "word/document.xml"),
    "odt": archive("mimetype", "content.xml"),
    "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
    "rtf": b"{\\rtf1\\ansi hello}",
    "gzip": b"\x1f\x8b\x08\0" + bytes(20),
    "text": b"Dear Sir or Madam,\r\n\twe write to you",
    "utf-8": "Привет, мир. こんにちは".encode(),
    "utf-16": "name;sum\r\nÄ;1\r\n".encode("utf-16"),
    "cp1251": "Заявление о выплате".encode("cp1251"),
    "shift-jis": "事故報告書,一,二".encode("shift-jis"),
    "csv": b"name,sum\r\nsmith,1\r\n",
    "json": b'{"resourceType": "Patient"}',
    "xml": b'<?xml version="1.0"?><letter/>',
    "html": b"<!DOCTYPE html><html><script>alert(1)</script>",
    "html, hidden": b"\xef\xbb\xbf \r\n\t<ScRiPt\tsrc=//evil.example>",
    "html, comment": b"<!-- a letter --><img src=x onerror=alert(1)>",
    "xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">',
    "svg": b'<svg onload="alert(1)" xmlns="http://www.w3.org/2000/svg"/>',
    "svg, declared": b'<?xml version="1.0"?><!-- drawn --><svg onload="alert(1)"/>',
    "exe": b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + bytes(40) + b"PE\0\0",
    "elf": b"\x7fELF\x02\x01\x01" + bytes(20),
    "mach-o": b"\xcf\xfa\xed\xfe\x07\0\0\x01" + bytes(20),
    "java": b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(20),
    "wasm": b"\0asm\x01\0\0\0",
    "shortcut": b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F",
    "noise": bytes(range(256)),
    "zeros": bytes(300),
    "nothing": b"",
}

PLAUSIBLE = [
    ("application/pdf", ["pdf", "pdf after blanks"]),
    ("image/png", ["png"]),
    ("image/jpeg", ["jpeg"]),
    ("image/jpg", ["jpeg"]),
    ("image/gif", ["gif"]),
    ("image/webp", ["webp"]),
    ("image/tiff", ["tiff", "tiff, big-endian", "bigtiff"]),
    ("image/heic", ["heic"]),
    ("video/mp4", ["mp4", "noise", "zeros", "mp3", "wav"]),
    ("audio/mpeg", ["mp3", "noise", "zeros", "mp4", "wav"]),
    ("audio/x-wav", ["wav"]),
    ("application/zip", ["zip", "docx", "odt"]),
    (DOCX, ["zip", "docx", "odt"]),
    (ODT, ["zip", "docx", "odt"]),
    ("application/msword", ["old word", "rtf", "docx", "zip", "odt"]),
    ("text/rtf", ["rtf"]),
    ("application/json", ["json", "text", "utf-8", "csv", "xml", "nothing"]),
    ("application/fhir+json; charset=utf-8", ["json", "text", "utf-8", "csv", "xml", "nothing"]),
    ("text/csv", ["csv", "text", "utf-8", "utf-16", "cp1251", "shift-jis", "json", "xml", "nothing"]),
    ("image/svg+xml", ["svg", "svg, declared", "xml"]),
    ("application/x-elf", ["elf"]),
]
TEXTS = ["text", "utf-8", "utf-16", "cp1251", "shift-jis", "csv", "json", "xml", "nothing"]
PAGES = ["html", "html, hidden", "html, comment", "xhtml", "svg", "svg, declared"]
PROGRAMS = ["exe", "elf", "mach-o", "java", "wasm", "shortcut"]


def agreeing(declared: str) -> set[str]:
    return {name for name, head in HEADS.items() if agrees(declared, sniff(head), head)}


@pytest.mark.parametrize(("declared", "names"), PLAUSIBLE, ids=[declared for declared, _ in PLAUSIBLE])
def test_declared_types(declared, names):
    """A declared type is believed for exactly these of all the samples."""
    assert agreeing(declared) == set(names)


@pytest.mark.parametrize("declared", ["text/plain", "text/markdown", "text/html", "TEXT/Plain; charset=utf-8"])
def test_declared_prose(declared):
    """Prose may be any text, web pages included, and nothing else."""
    assert agreeing(declared) == {*TEXTS, *PAGES}


def test_declared_bytes():
    """Who declares nothing but bytes is believed."""
    assert agreeing("application/octet-stream") == set(HEADS)


@pytest.mark.parametrize("declared", ["application/vnd.house.drawing", "chemical/x-pdb", "application/x-tar"])
def test_types_without_a_signature(declared):
    """A type nobody has a signature for is believed, but covers neither a program nor a web page."""
    assert agreeing(declared) == set(HEADS) - {*PAGES, *PROGRAMS, "nothing"}


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("declared", [declared for declared, _ in PLAUSIBLE if "elf" not in declared])
def test_programs_in_disguise(declared, name):
    """No document type covers a program."""
    assert not agrees(declared, sniff(HEADS[name]), HEADS[name])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("pdf", "application/pdf"),
        ("docx", "application/zip"),
        ("heic", "image/heif"),
        ("mp4", "video/mp4"),
        ("dicom", "application/dicom"),
        ("old word", "application/x-ole-storage"),
        ("json", "text/plain"),
        ("xhtml", "application/xhtml+xml"),
        ("svg, declared", "image/svg+xml"),
        ("exe", "application/vnd.microsoft.portable-executable"),
        ("noise", None),
        ("zeros", None),
        ("nothing", None),
    ],
)
def test_sniffed_types(name, kind):
    """The bytes say what they are, or nothing."""
    assert sniff(HEADS[name]) == kind


def test_what_puremagic_says_alone():
    """Control: alone it takes every archive for a Word file, a letter for a program, and misses a hidden page."""
    assert puremagic.magic_string(HEADS["zip"])[0].mime_type == DOCX
    assert puremagic.magic_string(b"Version 2 of our letter")[0].mime_type == "application/x-mif"
    assert puremagic.magic_string(b"MZ is a postcode")[0].extension == ".exe"
    assert puremagic.magic_string(b"\x01 any </svg> ")[0].mime_type == "image/svg+xml"
    assert "text/html" not in {match.mime_type for match in puremagic.magic_string(HEADS["html, hidden"])}
    for letter in (b"Version 2 of our letter", b"MZ is a postcode", b"BM", b"function of the form", b"From: us"):
        assert sniff(letter) == "text/plain"
    assert sniff(b"\x01 any </svg> ") is None


async def chunked(body: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


@pytest.mark.parametrize("size", [1, 7, HEAD, 100_000])
async def test_inspection(size):
    """Size, hash, kind and head are those of the whole, however the bytes are cut."""
    body = b"%PDF-1.7 " + bytes(range(256)) * 100
    inspection = await inspect(chunked(body, size))
    assert inspection.size == len(body)
    assert inspection.sha256 == hashlib.sha256(body).hexdigest()
    assert inspection.media_type == "application/pdf"
    assert inspection.head == body[:HEAD]


async def test_inspection_of_nothing():
    """No bytes have a size and a hash, and no kind."""
    inspection = await inspect(chunked(b"", 1))
    assert (inspection.size, inspection.media_type, inspection.head) == (0, None, b"")
    assert inspection.sha256 == hashlib.sha256(b"").hexdigest()


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_text_is_text_wherever_it_is_cut(text, encoding):
    """Text of any language is text, also when the head ends in the middle of a character."""
    head = text.encode(encoding)
    assert all(is_text(head[:end]) for end in range(len(head)) if end != 1 or encoding != "utf-16")


@given(st.binary(max_size=600), st.sampled_from(["application/pdf", "text/plain", DOCX, "application/json", "a/b"]))
def test_no_bytes_break_it(head, declared):
    """Any bytes get an answer."""
    assert agrees(declared, sniff(head), head) in (True, False)


def test_a_long_row_of_comments():
    """A head made to confuse a slow pattern is judged like any other."""
    assert sniff(b"<!---->" * 1000 + b"x") == "text/html"
    assert sniff(b"<" * HEAD) == "text/plain"
