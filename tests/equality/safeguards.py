"""Who looked at a case, what keeps it and whether it is to go, made up."""

from datetime import UTC, datetime
from random import Random

from casewright import models
from casewright.models.disposal import DisposalState
from casewright.operations.access_log import Means
from equality import made
from equality.collected import Rows
from equality.made import maybe, moment, text

_LONG_AFTER = datetime(2199, 1, 1, tzinfo=UTC)
"""The clock of the database says whether an access in an emergency is over."""


def add_accesses(rows: Rows, case: models.Case, random: Random) -> None:
    """Broken glass, reviewed or not, and reads that are kept."""
    for reviewed in (None, maybe(random, lambda: moment(random)))[: random.randrange(3)]:
        subject = random.choice(rows.people[1:])
        rows.add(
            models.EmergencyAccess,
            case_id=case.id,
            subject=subject,
            reason=text(random),
            opened_at=moment(random),
            expires_at=random.choice((moment(random), _LONG_AFTER)),
            reviewed_by=reviewed and rows.people[0],
            reviewed_at=reviewed,
            justified=reviewed and random.random() < 0.5,
            finding=reviewed and text(random),
        )
    for _ in range(random.randrange(3)):
        rows.add(
            models.CaseAccess,
            case_id=case.id,
            subject=rows.person(),
            at=moment(random),
            means=random.choice(list(Means)),
            parts=["case", "note"][: random.randrange(1, 3)],
            request_id=maybe(random, lambda: text(random, 64)),
            reason=maybe(random, lambda: text(random)),
        )


def add_keeping(rows: Rows, case: models.Case, random: Random) -> None:
    """What keeps it from going, and what was decided when it was to go."""
    for _ in range(random.randrange(2)):
        released = maybe(random, lambda: moment(random))
        rows.add(
            models.LegalHold,
            case_id=case.id,
            reason=text(random),
            placed_by=rows.person(),
            placed_at=moment(random),
            released_by=released and rows.person(),
            released_at=released,
            release_reason=released and text(random),
        )
    if random.random() >= 1 / 3:
        decided = maybe(random, lambda: moment(random))
        rows.add(
            models.Disposal,
            case_id=case.id,
            case_type=case.case_type,
            number=case.number,
            closed_at=moment(random),
            kept_until=random.choice(made.DATES),
            rule=text(random, 300),
            state=random.choice(list(DisposalState)),
            proposed_by=rows.person(),
            proposed_at=moment(random),
            decided_by=decided and rows.person(),
            decided_at=decided,
            events=decided and random.randrange(99),
            head=decided and "0" * 64,
            documents=["1" * 64] * random.randrange(3),
        )
