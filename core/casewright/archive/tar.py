"""A tar of any number of members in little memory."""

import tarfile
from typing import IO


class StreamTar(tarfile.TarFile):
    """Forgets each member when it has passed: the stock one keeps every header until the end."""

    members: list[tarfile.TarInfo]

    def addfile(self, tarinfo: tarfile.TarInfo, fileobj: IO[bytes] | None = None) -> None:  # type: ignore[override]
        """Add one member."""
        super().addfile(tarinfo, fileobj)
        self.members.clear()

    def next(self) -> tarfile.TarInfo | None:
        """The header of the next member, None at the end."""
        header = super().next()
        self.members.clear()
        return header
