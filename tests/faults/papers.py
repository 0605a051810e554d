"""A document on its way: announced, sent, and proved to be what was announced."""

import hashlib
from dataclasses import dataclass
from typing import Any

REQUEST = """mutation($input: RequestUploadInput!) { requestUpload(input: $input) {
    problems { code } versionId upload { url method headers { name value } } } }"""
CONFIRM = """mutation($input: ConfirmUploadInput!) { confirmUpload(input: $input) {
    problems { code rule } document { id } } }"""
CONFIRMED_BEFORE = "document.pending"
"""The rule that refuses to confirm twice; a confirmation takes no key, so this is what asking again is told."""


@dataclass(frozen=True)
class Paper:
    """A text that belongs to a case."""

    text: bytes

    @property
    def sha256(self) -> str:
        """What proves the text."""
        return hashlib.sha256(self.text).hexdigest()

    @property
    def announcement(self) -> dict[str, Any]:
        """What is known of it beforehand."""
        return {"name": "report.txt", "mediaType": "text/plain", "size": len(self.text)}


@dataclass(frozen=True)
class Announced:
    """A document that the platform made room for."""

    paper: Paper
    version: str
    method: str
    url: str
    headers: dict[str, str]

    @classmethod
    def of(cls, paper: Paper, payload: dict[str, Any]) -> "Announced":
        """What `requestUpload` answered."""
        link = payload["upload"]
        headers = {header["name"]: header["value"] for header in link["headers"]}
        return cls(paper, payload["versionId"], link["method"], link["url"], headers)

    @property
    def proof(self) -> dict[str, str]:
        """What `confirmUpload` asks for."""
        return {"versionId": self.version, "sha256": self.paper.sha256}
