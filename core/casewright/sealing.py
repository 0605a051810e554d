"""Texts that are stored sealed: whoever has the database and not its keys reads none of them.

AES-256 in Galois/Counter Mode, with 96 bits by chance as the nonce of each text (NIST SP 800-38D, section 8.2.2). What
a text is about is bound to it: put elsewhere, it does not open.
"""

import re
import secrets
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casewright.errors import Invalid, Unavailable

PREFIX = "sealed:"
_NAME = re.compile(r"[A-Za-z0-9-]{1,40}")
_KEY_BYTES, _NONCE_BYTES = 32, 12
_SETTING = "sealing_keys"
_FORM = "write NAME:KEY, the key as 32 bytes in base64 (openssl rand -base64 32), the one that seals first"


class Keyring:
    """Keys by their names: the first one seals, all of them open. Without any key nothing is sealed."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._first = next(iter(keys), None)

    @classmethod
    def read(cls, setting: str) -> "Keyring":
        """The keys of a setting, `NAME:KEY` with commas between; raises Invalid, in a sentence without any key."""
        keys: dict[str, bytes] = {}
        for place, item in enumerate(filter(None, map(str.strip, setting.split(","))), start=1):
            name, _, text = item.partition(":")
            try:
                key = b64decode(text, validate=True)
            except ValueError:
                key = b""
            if not _NAME.fullmatch(name) or len(key) != _KEY_BYTES or name in keys:
                raise Invalid(f"key number {place} cannot be used: {_FORM}", field=_SETTING)
            keys[name] = key
        return cls(keys)

    def seal(self, text: str, about: str) -> str:
        """The text as it is stored; without a key, as it is."""
        if self._first is None:
            return text
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self._first].encrypt(nonce, text.encode(), about.encode())
        return f"{self.mark}{urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, stored: str, about: str) -> str:
        """What was sealed, or the text itself where it was stored before there was a key.

        Raises Unavailable when its key is missing, or when it was changed or is about something else.
        """
        if not stored.startswith(PREFIX):
            return stored
        name, _, text = stored.removeprefix(PREFIX).partition(":")
        try:
            sealed = urlsafe_b64decode(text)
            return self._ciphers[name].decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about.encode()).decode()
        except KeyError:
            raise Unavailable("A sealed text cannot be opened: its key is not among those of this server.") from None
        except (InvalidTag, ValueError):
            raise Unavailable("A sealed text cannot be opened: it is not as this platform stored it.") from None

    @property
    def mark(self) -> str:
        """What every text begins with that is sealed as it would be now; empty without a key."""
        return "" if self._first is None else f"{PREFIX}{self._first}:"

    def again(self, stored: str, about: str) -> str:
        """The same text sealed by the first key; raises like `open`."""
        return stored if stored.startswith(self.mark) else self.seal(self.open(stored, about), about)
