"""What can go wrong, each with a stable code and one sentence that says what to do.

CasewrightError
├── Refused        a rule of the process says no
├── Invalid        the input is not what the field allows
├── Forbidden      the actor may see the object but not do this
├── NotFound       absent, or not visible to this actor: the two look the same
├── Conflict       somebody else was faster
├── Unavailable    the database, the object store or the broker does not answer
└── PluginError    a plugin cannot be used; the message names it
"""

from typing import ClassVar


class CasewrightError(Exception):
    """A failure meant for people: `message` is one sentence, `code` is stable.

    `rule` names the rule that decided, `field` the input it is about (camelCase is applied by the gateway),
    and `plugin` the plugin that declared the rule.
    """

    code: ClassVar[str] = "INTERNAL"

    def __init__(
        self, message: str, *, rule: str | None = None, field: str | None = None, plugin: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.rule = rule
        self.field = field
        self.plugin = plugin


class Refused(CasewrightError):
    """A rule of the process says no: the stage, a guard, an open task, an approval."""

    code = "REFUSED"


class Invalid(CasewrightError):
    """The input breaks a type or a constraint; `errors` lists every (field, sentence) found."""

    code = "BAD_USER_INPUT"

    def __init__(
        self,
        message: str,
        *,
        errors: tuple[tuple[str, str], ...] = (),
        rule: str | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(message, rule=rule, field=field)
        self.errors = errors


class Forbidden(CasewrightError):
    """The actor sees the object but no grant allows this action on it."""

    code = "FORBIDDEN"


class NotFound(CasewrightError):
    """There is no such object, or the actor may not know that there is."""

    code = "NOT_FOUND"


class Conflict(CasewrightError):
    """The object changed since the actor read it; read again and decide again."""

    code = "CONFLICT"


class Unavailable(CasewrightError):
    """A part this operation needs does not answer; nothing was written, try again."""

    code = "UNAVAILABLE"


class PluginError(CasewrightError):
    """A plugin is declared wrongly or failed; the platform refuses to start or the case type refuses the action."""

    code = "PLUGIN_ERROR"
