"""What a vendor may import: few names, each documented, and nothing else."""

import inspect

import casewright

KINDS = {
    "declaring": {
        "Action", "Approval", "Calendar", "CaseType", "Confidentiality", "Duration", "Gate", "Phase", "Practice",
        "RiskScale", "Sample", "Scope", "Status", "Transition", "WorkingModel", "agreed", "business_days",
        "business_hours", "calendar_days", "dated", "entered", "happened", "hookimpl", "hours", "indexed", "left",
        "made", "managed", "noted", "sealed", "waiting_for",
    },
    "assessing": {"Answer", "Band", "Instrument", "Item", "ItemAlarm", "Option", "Variant", "read_answers"},
    "deciding": {
        "Actor", "Case", "Event", "Goal", "GoalStatus", "PlanState", "Priority", "Risk", "Standing", "Verdict",
    },
    "refusing": {"CasewrightError", "Invalid", "PluginError", "Refused"},
}  # fmt: skip


def test_the_public_api_is_what_is_listed_here() -> None:
    """A new public name is a decision: it is added to this list, and to the documentation."""
    assert set(casewright.__all__) == set.union(*KINDS.values())
    assert len(casewright.__all__) <= 55


def test_every_public_name_says_what_it_means() -> None:
    """Each class and function has a docstring."""
    named = [getattr(casewright, name) for name in casewright.__all__]
    silent = [
        thing for thing in named if inspect.isclass(thing) or inspect.isfunction(thing) if not inspect.getdoc(thing)
    ]
    assert silent == []
