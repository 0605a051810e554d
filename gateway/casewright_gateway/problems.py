"""Why an action was not done, as data in the payload of a mutation."""

import strawberry
from strawberry.utils.str_converters import to_camel_case

from casewright.errors import CasewrightError, Invalid


@strawberry.type(description="Why an action was not done: nothing was changed, and the message says what to do.")
class Problem:
    """One reason; a payload with problems has changed nothing."""

    code: str = strawberry.field(description="A stable code for programs, for example REFUSED or BAD_USER_INPUT.")
    message: str = strawberry.field(description="One sentence for people.")
    path: list[str] | None = strawberry.field(
        default=None, description="Where in the arguments of the mutation the problem is."
    )
    rule: str | None = strawberry.field(default=None, description="The name of the rule that decided.")
    plugin: str | None = strawberry.field(default=None, description="The plugin that declared the rule.")


def problems_of(error: CasewrightError) -> list[Problem]:
    """The problems of an error: one per field that is not valid, else one."""
    found = error.errors if isinstance(error, Invalid) else ()
    return [
        Problem(code=error.code, message=message, path=path_of(field), rule=error.rule, plugin=error.plugin)
        for field, message in found or ((error.field, error.message),)
    ]


def path_of(field: str | None) -> list[str] | None:
    """`address.street_name` of the input is `["input", "address", "streetName"]` of the mutation."""
    return ["input", *map(to_camel_case, field.split("."))] if field else None
