"""A plugin with texts that are stored sealed: a bank and what lies in its vaults."""

from dataclasses import dataclass, replace
from typing import Any

from casewright import Action, Approval, Case, CaseType, Phase, Status, hookimpl, indexed, sealed


@dataclass(frozen=True, kw_only=True)
class Vault:
    """A vault that somebody rents."""

    renter: str = indexed()
    account: str | None = sealed(default=None)
    content: str | None = sealed(group="inside", default=None)


vault = CaseType(
    "VaultCase",
    Vault,
    number="VLT-{year}-{sequence:05}",
    stages={"asked": Phase.SCREENING, "rented": Phase.IMPLEMENTATION},
    title=lambda fields: f"Vault of {fields.renter}",
    outcomes={"emptied": Status.COMPLETED},
    reopens_at="asked",
)
vault.grant("banker", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK, Action.SUPERVISE, Action.INTEGRATE)
vault.grant("director", Action.READ, Action.WORK)
vault.grant("guard", Action.READ, hide={"inside"})


@vault.transition("asked -> rented", role="banker")
def rent(case: Case[Vault], *, account: str) -> Vault:
    """Rent the vault out, and know where the rent comes from."""
    return replace(case.fields, account=account)


@vault.transition("rented", role="banker", approval=Approval(role="director"))
def bill_another(case: Case[Vault], *, account: str) -> Vault:
    """Have the rent come from somewhere else, when the director agrees."""
    return replace(case.fields, account=account)


@hookimpl
def case_types() -> list[CaseType[Any]]:
    return [vault]
