"""How large the head of a request may be: the parser keeps whatever comes, however long that goes on."""

from typing import Any, ClassVar

from casewright_gateway.cli.http import Http

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"  # RFC 6585
)


class _TooLarge(Exception):
    """Ends the parsing of a request."""


class ShortHeads(Http):
    """A connection that is closed when address and header fields of a request, or its trailer, have `most_bytes`.

    64 KiB, as with uvicorn's other parser. What the parser tells of is counted, and so is what it keeps to itself, as
    of a field that does not end: all of a read in which it told nothing.
    """

    most_bytes: ClassVar[int] = 65_536

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._head = 0
        self._untold = 0

    def data_received(self, data: bytes) -> None:
        """Some of a request."""
        self._untold += len(data)
        super().data_received(data)
        if self._untold > self.most_bytes and not self.transport.is_closing():
            self._head += self._untold
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """The next request."""
        super().on_message_begin()
        self._head = 0

    def on_url(self, url: bytes) -> None:
        """Some of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A whole field, of the head or of the trailer."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """Some of the body, which has a limit of its own."""
        self._untold = 0
        super().on_body(body)

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be parsed, or is too large to be; nothing more is read."""
        if self._head > self.most_bytes:
            self.transport.write(_TOO_LARGE)
            self.transport.close()
        else:
            super().send_400_response(msg)

    def _count(self, size: int) -> None:
        self._untold = 0
        self._head += size
        if self._head > self.most_bytes:
            raise _TooLarge
