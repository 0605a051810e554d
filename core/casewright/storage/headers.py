"""Header values made of what users typed: a file name, a media type."""

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

from casewright.errors import Invalid

_LONGEST_NAME = 150
_LONGEST_SUFFIX = 16
_NAMELESS = "document"
_RESERVED = frozenset('/\\:*?"<>|')
_JOINERS = frozenset("\u200c\u200d")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_ATTRIBUTE_CHARACTERS = "!#$&+-.^_`|~"

_NAME = r"[A-Za-z0-9!#$&^_.+-]{1,127}"
_PARAMETER = rf'; ?{_NAME}=(?:{_NAME}|"[\x20\x21\x23-\x5b\x5d-\x7e]*")'
_MEDIA_TYPE = re.compile(rf"{_NAME}/{_NAME}(?:{_PARAMETER})*", re.ASCII)


def display_name(filename: str) -> str:
    """The name a browser may suggest: without separators, control and invisible characters, dots at its ends."""
    harmless = "".join("_" if _is_hostile(character) else character for character in filename).strip(". ")
    if len(harmless) > _LONGEST_NAME:
        suffix = PurePosixPath(harmless).suffix[:_LONGEST_SUFFIX]
        harmless = harmless[: _LONGEST_NAME - len(suffix)] + suffix
    return harmless or _NAMELESS


def _is_hostile(character: str) -> bool:
    """Joiners are invisible too, but Persian, Hindi and families of emoji are not written without them."""
    unseen = unicodedata.category(character) in _UNSEEN and character not in _JOINERS
    return unseen or character in _RESERVED


def attachment(filename: str) -> str:
    """The value of Content-Disposition that saves a file and never shows it (RFC 6266).

    `filename` is the ASCII form for old clients, `filename*` the full name (RFC 8187).
    """
    name = display_name(filename)
    plain = re.sub(r"[^ -~]|%", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_ATTRIBUTE_CHARACTERS)}"


def check_media_type(media_type: str) -> str:
    """The media type itself; raises `Invalid` unless it reads `type/subtype; name=value` (RFC 6838, RFC 9110)."""
    if not _MEDIA_TYPE.fullmatch(media_type):
        raise Invalid("A media type looks like application/pdf.", rule="document.media_type", field="media_type")
    return media_type
