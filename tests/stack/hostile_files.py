"""Files made to harm whoever opens them: each with what it says it is, and what becomes of it here."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from clamd import EICAR

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.ms-excel"
ZIP, XML, SVG, PDF = "application/zip", "application/xml", "image/svg+xml", "application/pdf"
STORED, OTHER_TYPE, MALWARE = "", "document.media_type", "document.malware"
_ZEROS = bytes(200_000_000)
_PE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + bytes(40) + b"PE\0\0"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
_SCRIPT = b"<script>alert(document.domain)</script>"
_DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg">' + _SCRIPT + b"</svg>"
_JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"


@dataclass(frozen=True)
class Hostile:
    """What it is said to be, its bytes, and by which rule it is refused: by none it is stored and never opened."""

    media_type: str
    content: bytes
    rule: str = STORED


def _zip(files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _nested() -> bytes:
    """Ten by ten by ten archives of 200 megabytes each."""
    inner = _zip({"zeros": _ZEROS})
    for _ in range(3):
        inner = _zip({f"{number}.zip": inner for number in range(10)})
    return inner


def _overlapping() -> bytes:
    """A thousand names for the same 200 megabytes."""
    packed = _zip({"zeros": _ZEROS})
    start = packed.index(b"PK\x01\x02")
    end = packed.index(b"PK\x05\x06")
    entries = packed[start:end] * 1000
    return packed[:start] + entries + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(entries), start, 0)


def _linked() -> bytes:
    """An entry that is a link to a file of the machine."""
    entry = zipfile.ZipInfo("notes.txt")
    entry.external_attr = 0o120777 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    return packed.getvalue()


def _tar() -> bytes:
    """A link out of the folder, a file by that link, and one by its path."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        link = tarfile.TarInfo("out")
        link.type, link.linkname = tarfile.SYMTYPE, "/tmp"
        archive.addfile(link)
        for name in ("out/slipped", "../../slipped"):
            file = tarfile.TarInfo(name)
            file.size = 2
            archive.addfile(file, io.BytesIO(b"hi"))
    return packed.getvalue()


def _flood() -> bytes:
    """A picture of 65,535 times 65,535 points, all of them white."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))

    head = struct.pack(">2L5B", 65_535, 65_535, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(_ZEROS)) + chunk(b"IEND", b"")


def _laughs() -> bytes:
    """Each entity is ten of the one before it."""
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">{lines}]><l>&l9;</l>'.encode()


_OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY o SYSTEM "file:///etc/passwd">]><l>&o;</l>'
_FORMULAS = b'name,sum\r\n=cmd|\'/c calc\'!A1,@SUM(1)\r\n"=HYPERLINK(""http://evil.example"")",-1+1\r\n'


@cache
def made() -> dict[str, Hostile]:
    """All of them."""
    return {
        "archives in archives": Hostile(ZIP, _nested()),
        "an archive of overlapping files": Hostile(ZIP, _overlapping()),
        "a letter that swells": Hostile(DOCX, _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": _ZEROS})),
        "a stream that swells": Hostile("application/gzip", gzip.compress(_ZEROS)),
        "names that leave the folder": Hostile(ZIP, _zip({"../../slipped": b"hi", "/tmp/slipped": b"hi"})),
        "names that leave the drive": Hostile(ZIP, _zip({"..\\..\\slipped": b"hi", "C:\\slipped": b"hi"})),
        "a link to a file": Hostile(ZIP, _linked()),
        "a file behind a link": Hostile("application/x-tar", _tar()),
        "a flood of points": Hostile("image/png", _flood()),
        "entities of entities": Hostile(XML, _laughs()),
        "an entity of another file": Hostile(XML, _OUTSIDE),
        "a drawing that runs": Hostile(SVG, _DRAWING),
        "a drawing said to be a picture": Hostile("image/png", _DRAWING, OTHER_TYPE),
        "a page": Hostile("text/html", _SCRIPT),
        "a page said to be a picture": Hostile("image/jpeg", _SCRIPT, OTHER_TYPE),
        "a page said to be a table": Hostile("text/csv", _SCRIPT, OTHER_TYPE),
        "a page in a picture": Hostile("image/jpeg", _JPEG + b"\xff\xfe\0\x2a" + _SCRIPT),
        "a page in a picture, said to be one": Hostile("text/html", _JPEG + _SCRIPT, OTHER_TYPE),
        "a picture that is a script": Hostile("image/gif", b"GIF89a/*\0\0*/=alert(document.domain)//"),
        "a letter that runs": Hostile(PDF, b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj"),
        "a letter that is an archive": Hostile(PDF, b"%PDF-1.7\n" + _zip({"a": b"b"})),
        "a letter said to be an archive": Hostile(ZIP, b"%PDF-1.7\n" + _zip({"a": b"b"}), OTHER_TYPE),
        "a sheet with macros": Hostile(EXCEL, _OLE + "_VBA_PROJECT".encode("utf-16-le")),
        "formulas": Hostile("text/csv", _FORMULAS),
        "a program said to be a letter": Hostile(PDF, _PE, OTHER_TYPE),
        "a program said to be a text": Hostile("text/plain", b"\x7fELF\x02\x01\x01" + bytes(20), OTHER_TYPE),
        "a program that says so": Hostile("application/vnd.microsoft.portable-executable", _PE),
        "a shortcut said to be a sheet": Hostile(EXCEL, b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F", OTHER_TYPE),
        "malware": Hostile("text/plain", EICAR, MALWARE),
        "malware in an archive": Hostile(ZIP, _zip({"a.com": EICAR}, zipfile.ZIP_STORED), MALWARE),
    }
