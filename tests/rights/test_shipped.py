"""Which role sees which field and which part of the cases that are shipped, as it was agreed."""

import os
from collections import defaultdict
from pathlib import Path
from typing import Any

from casewright.access.actor import Actor
from casewright.access.policy import Policy
from casewright.casetype import CaseType
from casewright.declarations import PARTS, Action
from casewright.plugins import declared, installed, load
from rights.matrix import named

AGREED = Path(__file__).with_name("shipped.txt")


def text(case_types: list[CaseType[Any]]) -> str:
    """Two lines a rule, like the other file: by which roles it is seen, and what of the type."""
    policy = Policy(case_types)
    return "".join(_rules(policy, case_type) for case_type in sorted(case_types, key=lambda each: each.name))


def _rules(policy: Policy, case_type: CaseType[Any]) -> str:
    readers = sorted({grant.role for grant in case_type.grants if Action.READ in grant.actions})
    hidden = {role: policy.hidden(_actor(role), case_type) for role in readers}
    groups = {name: field.marking.group for name, field in case_type.fields.fields.items()}
    groups |= {name: case_type.computed_groups.get(name, "") for name in case_type.fields.computed}
    groups |= {f"[{part}]": part for part in PARTS}
    rules: dict[str, list[str]] = defaultdict(list)
    for name, group in sorted(groups.items()):
        rules[named([role for role in readers if group not in hidden[role]], readers)].append(name)
    return "".join(f"{case_type.name}: {who}\n    {' '.join(names)}\n" for who, names in sorted(rules.items()))


def _actor(role: str) -> Actor:
    return Actor(tenant="demo", subject="nina", roles=frozenset({role}))


def test_each_field_of_the_shipped_cases_is_seen_by_whom_it_was_agreed() -> None:
    """A new field, group or grant makes another text: `make rights` writes it down, to be looked at.

    That declarations hold, in whichever way a field is asked for, is shown by the test beside this one.
    """
    found = text([case_type for _, case_type in declared(load(installed(None)), "case_types")])
    if os.environ.get("CASEWRIGHT_TEST_AGREE"):
        AGREED.write_text(found)
    assert found == AGREED.read_text()
