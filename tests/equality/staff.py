"""Those who work on cases, made up: the directory, who is away, and who decides for whom."""

from collections.abc import Iterator, Sequence
from random import Random

from uuid_utils.compat import uuid7

from casewright import models
from equality.made import TIMES, maybe, moment, text


class Staff:
    """The directory of one tenant; of each person the first absence and delegation last for ever."""

    def __init__(self, tenant: str, random: Random) -> None:
        self._tenant = tenant
        self._random = random

    async def write(self, people: Sequence[str], teams: Sequence[str], roles: Sequence[str]) -> None:
        """Everybody, with some of the teams and roles, and several absences and delegations of each."""
        for subject in people:
            member = self._member(subject)
            await member.save(force_create=True)
            await models.Membership.bulk_create(self._groups(member, {"team": teams, "role": roles[:4]}))
            await models.Absence.bulk_create(self._absence(subject, place) for place in range(3))
            await models.Delegation.bulk_create(self._delegation(subject, roles, place) for place in range(3))

    def _member(self, subject: str) -> models.Member:
        random = self._random
        return models.Member(
            id=uuid7(),
            tenant_id=self._tenant,
            subject=subject,
            name=text(random, 300),
            email=maybe(random, lambda: text(random, 300)),
            skills=[text(random, 100)] * random.randrange(3),
            languages=[text(random, 100)] * random.randrange(2),
            caseload_limit=maybe(random, lambda: random.randrange(9)),
            active=random.random() < 0.8,
            changed_by=text(random, 200),
            changed_at=moment(random),
        )

    def _groups(self, member: models.Member, groups: dict[str, Sequence[str]]) -> Iterator[models.Membership]:
        for kind, names in groups.items():
            for name in names:
                if self._random.random() < 0.7:
                    yield models.Membership(tenant_id=self._tenant, member_id=member.id, kind=kind, name=name)

    def _absence(self, subject: str, place: int) -> models.Absence:
        random = self._random
        return models.Absence(
            id=uuid7(),
            tenant_id=self._tenant,
            subject=subject,
            substitute=maybe(random, lambda: text(random, 200)),
            since=moment(random),
            until=moment(random) if place else TIMES[-1],
            reason=maybe(random, lambda: text(random)),
            recorded_by=text(random, 200),
            recorded_at=moment(random),
        )

    def _delegation(self, delegate: str, roles: Sequence[str], place: int) -> models.Delegation:
        random = self._random
        return models.Delegation(
            id=uuid7(),
            tenant_id=self._tenant,
            subject=f"chief {place}",
            delegate=delegate,
            roles=random.sample(roles, 2) if place else list(roles),
            teams=[],
            limits={},
            since=moment(random) if place else TIMES[0],
            until=moment(random) if place else TIMES[-1],
            reason=maybe(random, lambda: text(random)),
            made_at=moment(random),
        )
