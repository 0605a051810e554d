"""What the first bytes of a file say it is, whatever its name or its sender claims."""

import codecs
import re

import puremagic

PDF = "application/pdf"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
RTF = "application/rtf"
HTML = "text/html"
XHTML = "application/xhtml+xml"
SVG = "image/svg+xml"
XML = "application/xml"
HEIF = "image/heif"
PLAIN = "text/plain"

ACTIVE = frozenset({HTML, XHTML, SVG})
"""Types a browser runs scripts from."""

EXECUTABLE = frozenset(
    {
        "application/vnd.microsoft.portable-executable",
        "application/x-elf",
        "application/x-mach-binary",
        "application/java-vm",
        "application/wasm",
        "application/x-ms-shortcut",
        "application/vnd.android.dex",
    }
)
"""Types a computer runs."""

_PREFIXES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"{\\rtf", RTF),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x7fELF", "application/x-elf"),
    (b"\xfe\xed\xfa\xce", "application/x-mach-binary"),
    (b"\xfe\xed\xfa\xcf", "application/x-mach-binary"),
    (b"\xce\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xca\xfe\xba\xbe", "application/java-vm"),
    (b"\0asm", "application/wasm"),
    (b"L\0\0\0\x01\x14\x02\0", "application/x-ms-shortcut"),
    (b"dex\n03", "application/vnd.android.dex"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"})
_DICOM_AT = 128

STRONG = frozenset({PDF, HEIF, *(kind for _, kind in _PREFIXES), *_RIFF.values()})
"""Types whose every file carries a signature this module knows."""

_BLANK = b"\t\n\x0c\r "
_TAGS = rb"!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p"
_HTML = re.compile(rb"<(?:!--|(?:" + _TAGS + rb")[\s/>])")
_SVG = (b"<svg", b"<?xml", b"<!--", b"<!doctype svg")
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_SHORTEST_MATCH = 4


def sniff(head: bytes) -> str | None:
    """The media type the first few KiB show; None when they show none. Text of no special kind is text/plain."""
    if not head:
        return None
    return _binary_kind(head) or (_text_kind(head) if is_text(head) else _foreign_kind(head))


def is_text(head: bytes) -> bool:
    """Whether the bytes read as text: UTF-16 with its mark, UTF-8 or an older charset.

    What no text holds are the binary data bytes of the WHATWG MIME Sniffing Standard, section 4.1.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decodes(head, "utf-16")
    return _BINARY.search(head) is None


def is_utf8(head: bytes) -> bool:
    """Whether the bytes are UTF-8 without a NUL; a character cut off at the end is forgiven."""
    return b"\0" not in head and _decodes(head, "utf-8")


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return "\0" not in text


def _binary_kind(head: bytes) -> str | None:
    if _beginning(head).startswith(b"%PDF-"):
        return PDF
    for prefix, kind in _PREFIXES:
        if head.startswith(prefix):
            return kind
    if head.startswith(b"MZ") and not is_text(head):
        return "application/vnd.microsoft.portable-executable"
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return HEIF if head[8:12] in _HEIF_BRANDS else None
    if head[_DICOM_AT : _DICOM_AT + 4] == b"DICM":
        return "application/dicom"
    return None


def _beginning(head: bytes) -> bytes:
    """The head without a byte order mark and blanks, which readers of text and PDF skip."""
    return head.removeprefix(codecs.BOM_UTF8).lstrip(_BLANK)


def _text_kind(head: bytes) -> str:
    """HTML by the tags of the WHATWG MIME Sniffing Standard, section 7.1."""
    lower = _beginning(head).lower()
    if lower.startswith(_SVG) and b"<svg" in lower:
        return SVG
    if _HTML.match(lower):
        return HTML
    if lower.startswith(b"<?xml"):
        return XHTML if b"<html" in lower else XML
    return PLAIN


def _foreign_kind(head: bytes) -> str | None:
    """What puremagic knows of a binary file that our own table does not.

    Its answers are believed only for four bytes or more at their place in the head: it also matches on one or two
    bytes, on runs of zeros, and on the end of the head as if that were the end of the file.
    """
    try:
        matches = puremagic.magic_string(head)
    except puremagic.PureError:
        return None
    for match in matches:
        meaningful = len(match.byte_match) >= _SHORTEST_MATCH and match.byte_match.strip(b"\0")
        if match.mime_type and match.offset >= 0 and meaningful:
            return str(match.mime_type).lower()
    return None
