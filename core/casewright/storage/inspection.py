"""What really arrived: the size, the hash and the kind of the bytes, and whether they fit what was declared."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from casewright.storage.signatures import (
    ACTIVE,
    EXECUTABLE,
    HEIF,
    HTML,
    OLE,
    PDF,
    RTF,
    STRONG,
    SVG,
    XHTML,
    XML,
    ZIP,
    is_text,
    is_utf8,
    sniff,
)

HEAD = 8 * 1024
"""Bytes of the beginning that are kept to tell the kind."""

_ANYTHING = "application/octet-stream"
_TEXT = frozenset({XML, "application/yaml", "application/csv", "application/x-ndjson", "application/sql"})
_PROSE = frozenset({"text/plain", "text/markdown", XML})
_OLD_OFFICE = frozenset(
    {"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/vnd.ms-outlook"}
)
_ZIPS = ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")
_MEDIA = frozenset({"image", "audio", "video", "font"})
_OTHER_NAMES = {
    "application/x-pdf": PDF,
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/heic": HEIF,
    "image/heic-sequence": HEIF,
    "image/avif": HEIF,
    "application/x-zip-compressed": ZIP,
    "application/x-gzip": "application/gzip",
    "application/x-rar-compressed": "application/vnd.rar",
    "application/x-msdownload": "application/vnd.microsoft.portable-executable",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "video/avi": "video/x-msvideo",
    "text/rtf": RTF,
    "text/xml": XML,
}


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """The bytes that arrived: `size` in bytes, `sha256` in hex, the sniffed `media_type` or None, the first `head`."""

    size: int
    sha256: str
    media_type: str | None
    head: bytes


async def inspect(chunks: AsyncIterator[bytes]) -> Inspection:
    """Read the bytes once, keeping only the head."""
    size, digest, head = 0, hashlib.sha256(), bytearray()
    async for chunk in chunks:
        size += len(chunk)
        digest.update(chunk)
        head += chunk[: HEAD - len(head)]
    return Inspection(size=size, sha256=digest.hexdigest(), media_type=sniff(bytes(head)), head=bytes(head))


def agrees(declared: str, sniffed: str | None, head: bytes) -> bool:
    """Whether bytes with this head may be of the declared media type; `sniffed` is what `sniff` says of the head.

    A format that has a signature must show it; where there is none, plausible is enough. Nothing but its own name
    covers a program, and nothing but a kind of text covers a web page.
    """
    declared = _canonical(declared)
    found = None if sniffed is None else _canonical(sniffed)
    if declared in (_ANYTHING, found):
        return True
    if _is_textual(declared):
        return _is_plausible_text(declared, found, head)
    if not head or found in EXECUTABLE or found in ACTIVE or declared in EXECUTABLE:
        return False
    if _is_zip(declared):
        return found == ZIP
    if declared in _OLD_OFFICE:
        return found in (OLE, ZIP, RTF)
    if declared in STRONG:
        return False
    return found is None or not _is_other_medium(declared, found)


def _canonical(media_type: str) -> str:
    plain = media_type.partition(";")[0].strip().lower()
    return _OTHER_NAMES.get(plain, plain)


def _is_textual(declared: str) -> bool:
    return declared.startswith("text/") or declared.endswith(("json", "+xml", "+yaml")) or declared in _TEXT


def _is_plausible_text(declared: str, found: str | None, head: bytes) -> bool:
    if found in STRONG or not is_text(head):
        return False
    if declared.endswith("json"):
        return is_utf8(head) and found not in ACTIVE
    if declared in (SVG, XHTML):
        return found == XML
    return found not in ACTIVE or declared in _PROSE or declared == HTML


def _is_zip(declared: str) -> bool:
    return declared.startswith(_ZIPS) or declared.endswith("+zip") or declared == ZIP or "macroenabled" in declared


def _is_other_medium(declared: str, found: str) -> bool:
    """A picture that shows itself to be a letter; sound and film share their containers."""
    family, shown = declared.partition("/")[0], found.partition("/")[0]
    return family in _MEDIA and shown != family and {family, shown} != {"audio", "video"}
