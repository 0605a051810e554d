"""Coverage verification: does the policy answer for this loss, and if not, why. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from casewright import Refused
from casewright_insurance.notice import Notice, PolicySnapshot


class CoverageIssue(StrEnum):
    """What stands between a loss and its payment."""

    NOT_IN_FORCE = "not_in_force"
    PERIL_NOT_COVERED = "peril_not_covered"
    BELOW_DEDUCTIBLE = "below_deductible"
    LATE_NOTICE = "late_notice"


class Cover(StrEnum):
    """The answer to the question of coverage."""

    COVERED = "covered"
    RESERVED = "reserved"
    """Covered under reservation of rights: the insurer goes on and may still refuse."""
    BELOW_DEDUCTIBLE = "below_deductible"
    """Covered, but the policyholder bears all of it."""
    NOT_COVERED = "not_covered"


_WORST_FIRST = {
    CoverageIssue.NOT_IN_FORCE: Cover.NOT_COVERED,
    CoverageIssue.PERIL_NOT_COVERED: Cover.NOT_COVERED,
    CoverageIssue.BELOW_DEDUCTIBLE: Cover.BELOW_DEDUCTIBLE,
    CoverageIssue.LATE_NOTICE: Cover.RESERVED,
}


@dataclass(frozen=True, kw_only=True)
class CoverageVerdict:
    """What the verification found, with a reason for every issue, and the terms it was found under."""

    cover: Cover
    issues: tuple[CoverageIssue, ...]
    reasons: tuple[str, ...]
    limit: Decimal
    deductible: Decimal


def verify(notice: Notice) -> CoverageVerdict:
    """Hold the loss against the policy as it stood that day; raises Refused without a policy."""
    policy = notice.policy
    if policy is None:
        raise Refused(
            "give the policy as it stood on the date of the loss first", rule="coverage.policy_missing", field="policy"
        )
    found = dict(_issues(notice, policy))
    return CoverageVerdict(
        cover=next((cover for issue, cover in _WORST_FIRST.items() if issue in found), Cover.COVERED),
        issues=tuple(found),
        reasons=tuple(found.values()),
        limit=policy.limit,
        deductible=policy.deductible,
    )


def _issues(notice: Notice, policy: PolicySnapshot) -> Iterator[tuple[CoverageIssue, str]]:
    """Each issue with its reason. A late notice alone does not refuse cover: the law mostly asks what harm it did."""
    ended = policy.in_force_to is not None and notice.lost_on > policy.in_force_to
    if notice.lost_on < policy.in_force_from or ended:
        end = f"to {policy.in_force_to}" if policy.in_force_to else "on"
        yield (
            CoverageIssue.NOT_IN_FORCE,
            f"the policy was in force from {policy.in_force_from} {end}, the loss was on {notice.lost_on}",
        )
    if notice.peril not in policy.covered_perils:
        yield CoverageIssue.PERIL_NOT_COVERED, f"the policy does not cover {notice.peril}"
    if notice.amount_claimed is not None and notice.amount_claimed <= policy.deductible:
        yield (
            CoverageIssue.BELOW_DEDUCTIBLE,
            f"the amount claimed, {notice.amount_claimed}, does not exceed the deductible of {policy.deductible}",
        )
    if notice.reported_on is not None and (notice.reported_on - notice.lost_on).days > policy.notice_days:
        yield (
            CoverageIssue.LATE_NOTICE,
            f"reported on {notice.reported_on}, more than {policy.notice_days} days after the loss",
        )


def valid_verdict(notice: Notice, verdict: CoverageVerdict | None) -> CoverageVerdict:
    """The verdict, if there is one and it still fits the facts; raises Refused."""
    if verdict is None:
        raise Refused("verify the coverage first", rule="coverage.unverified")
    if verdict != verify(notice):
        raise Refused("the facts changed since the coverage was verified; verify it again", rule="coverage.outdated")
    return verdict


def check_covered(notice: Notice, verdict: CoverageVerdict | None) -> CoverageVerdict:
    """The verdict under which something is payable; raises Refused with the reasons why nothing is."""
    valid = valid_verdict(notice, verdict)
    if valid.cover in (Cover.NOT_COVERED, Cover.BELOW_DEDUCTIBLE):
        raise Refused("; ".join(valid.reasons), rule="coverage.not_covered")
    return valid
