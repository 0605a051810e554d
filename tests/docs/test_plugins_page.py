"""docs/plugins.md is complete, and its example runs."""

import inspect
import re

import casewright
from casewright import hookspecs
from casewright.declarations import PARTS
from pages import blocks, page

PAGE = page("docs/plugins.md")


def test_every_public_name_is_on_the_page() -> None:
    """A vendor finds each name there."""
    assert [name for name in casewright.__all__ if f"`{name}" not in PAGE] == []


def test_every_parameter_of_a_case_type_is_on_the_page() -> None:
    """Those that are given by name."""
    parameters = inspect.signature(casewright.CaseType).parameters.values()
    named = [each.name for each in parameters if each.kind is each.KEYWORD_ONLY]
    assert [name for name in named if f"`{name}" not in PAGE and f"{name}=" not in PAGE] == []


def test_every_part_that_a_grant_hides_is_on_the_page() -> None:
    """By the name a grant uses."""
    assert [part for part in sorted(PARTS) if f"`{part}`" not in PAGE] == []


def test_every_hook_has_a_heading_with_its_exact_arguments() -> None:
    """No hook, and no argument of one, is undocumented."""
    hooks = {
        f"{name}({', '.join(inspect.signature(function).parameters)})"
        for name, function in vars(hookspecs).items()
        if inspect.isfunction(function) and function.__module__ == hookspecs.__name__
    }
    assert set(re.findall(r"^### (.+)$", PAGE, re.MULTILINE)) == hooks


def test_the_examples_run() -> None:
    """Each block stands for itself."""
    for number, source in enumerate(blocks("docs/plugins.md", "python")):
        exec(compile(source, f"plugins.md block {number}", "exec"), {"__name__": "plugins_page"})
