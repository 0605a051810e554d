"""Documents of a matter as the other side gets them: numbered page by page, or withheld with the ground. Pure.

FRCP 26(b)(5)(A): who withholds a document as privileged says so, and describes it without revealing what is.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from casewright import Refused
from casewright_legal.values import ShortText

BatesPrefix = Annotated[str, Field(pattern=r"^[A-Z]{1,10}$")]
Page = Annotated[int, Field(ge=1, le=99_999_999)]
_DIGITS = 6


class Privilege(StrEnum):
    """Why a document is withheld."""

    ATTORNEY_CLIENT = "attorney_client"
    WORK_PRODUCT = "work_product"
    JOINT_DEFENSE = "joint_defense"


@dataclass(frozen=True, kw_only=True)
class LoggedDocument:
    """A document with its range of Bates numbers; the privilege is the document's own, wherever it is filed."""

    document: ShortText
    """Its number or id in the file."""
    description: ShortText
    prefix: BatesPrefix
    first: Page
    last: Page
    privilege: Privilege | None = None
    produced_on: date | None = None
    produced_to: str | None = None

    @property
    def bates(self) -> str:
        """The range as it is stamped, for instance NBF000001-NBF000004."""
        return "-".join(f"{self.prefix}{page:0{_DIGITS}}" for page in dict.fromkeys((self.first, self.last)))


Log = tuple[LoggedDocument, ...]


def logged(log: Log, entry: LoggedDocument) -> Log:
    """The log with one more document; raises Refused where the range is none, or is taken."""
    if entry.last < entry.first:
        raise Refused(f"{entry.bates} ends before it begins", rule="bates.range", field="last")
    if any(known.document == entry.document for known in log):
        raise Refused(f"{entry.document} is on the log already", rule="bates.document", field="document")
    taken = next((known for known in log if _overlap(known, entry)), None)
    if taken is not None:
        raise Refused(f"{entry.bates} overlaps {taken.bates} of {taken.document}", rule="bates.taken", field="first")
    return (*log, entry)


def produced(log: Log, document: str, to: str, day: date) -> Log:
    """The log after a document went out; raises Refused for one that is privileged, gone already or not on it."""
    entry = find(log, document)
    if entry.privilege is not None:
        message = f"{entry.bates} is withheld: {entry.privilege.replace('_', ' ')}"
        raise Refused(message, rule="production.privileged", field="document")
    if entry.produced_on is not None:
        raise Refused(f"{entry.bates} was produced on {entry.produced_on}", rule="production.twice", field="document")
    return _with(log, replace(entry, produced_on=day, produced_to=to))


def withheld(log: Log, document: str, privilege: Privilege | None) -> Log:
    """The log with the privilege of a document claimed, or (None) waived.

    What was produced can still be claimed (FRCP 26(b)(5)(B)); the log keeps to whom it went.
    """
    return _with(log, replace(find(log, document), privilege=privilege))


def find(log: Log, document: str) -> LoggedDocument:
    """The document's entry; raises Refused."""
    entry = next((known for known in log if known.document == document), None)
    if entry is None:
        raise Refused(f"{document} is not on the log", rule="bates.unknown", field="document")
    return entry


def _overlap(one: LoggedDocument, other: LoggedDocument) -> bool:
    return one.prefix == other.prefix and one.first <= other.last and other.first <= one.last


def _with(log: Log, changed: LoggedDocument) -> Log:
    return tuple(changed if known.document == changed.document else known for known in log)
