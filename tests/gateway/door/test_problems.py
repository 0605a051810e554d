"""A refusal as data: one problem for each thing to put right."""

from dataclasses import asdict

from casewright.errors import Invalid, NotFound, PluginError, Refused
from casewright_gateway.problems import Problem, problems_of


def test_a_refusal() -> None:
    """The problem has the code, the sentence, the rule and the plugin, and points at the argument."""
    error = Refused("9 is above the limit of 5.", rule="claim.limit", field="approved_amount", plugin="insurance")
    assert [asdict(problem) for problem in problems_of(error)] == [
        {
            "code": "REFUSED",
            "message": "9 is above the limit of 5.",
            "path": ["input", "approvedAmount"],
            "rule": "claim.limit",
            "plugin": "insurance",
        }
    ]


def test_several_fields() -> None:
    """Invalid input gives one problem per field, with the path a form knows it by."""
    error = Invalid("2 fields are wrong.", errors=(("lost_on", "is in the future"), ("address.post_code", "is empty")))
    assert [(problem.path, problem.message) for problem in problems_of(error)] == [
        (["input", "lostOn"], "is in the future"),
        (["input", "address", "postCode"], "is empty"),
    ]
    assert {problem.code for problem in problems_of(error)} == {"BAD_USER_INPUT"}


def test_invalid_as_a_whole() -> None:
    """Invalid input without a list is one problem."""
    assert problems_of(Invalid("The file is empty.")) == [Problem(code="BAD_USER_INPUT", message="The file is empty.")]


def test_without_a_field() -> None:
    """A problem that is about no argument has no path."""
    assert problems_of(NotFound("There is no such case."))[0].path is None
    assert problems_of(PluginError("toy failed.", plugin="toy"))[0].plugin == "toy"


def test_everything_is_described() -> None:
    """The type and each of its fields tell a client what they are."""
    definition = Problem.__strawberry_definition__
    assert definition.description
    assert all(field.description for field in definition.fields)
