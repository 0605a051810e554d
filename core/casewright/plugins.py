"""Loading plugins: each by its name, in the order of what they require, or a refusal that names the plugin."""

import asyncio
import inspect
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import entry_points
from types import NoneType
from typing import Any

import pluggy

from casewright import hookspecs
from casewright.conduct import Conduct
from casewright.defaults import calendars, gates
from casewright.errors import CasewrightError, PluginError
from casewright.holding import Held

GROUP = "casewright"
_SECONDS = 5.0
_ANSWERS: Mapping[str, tuple[type, ...]] = {"permit": (bool, NoneType), "before_transition": (NoneType,)}
"""What the moments may answer that hold something up: a word that is neither yes nor no must not pass for a yes."""


def installed(enabled: frozenset[str] | None) -> dict[str, object]:
    """The plugins registered under the entry-point group, or those of them that are enabled."""
    found: dict[str, object] = {}
    for entry in entry_points(group=GROUP):
        if enabled is not None and entry.name not in enabled:
            continue
        if entry.name in found:
            raise PluginError(f"two installed plugins are named {entry.name!r}; remove one", plugin=entry.name)
        try:
            found[entry.name] = entry.load()
        except Exception as error:
            raise PluginError(
                f"plugin {entry.name!r} cannot be imported: {in_one_line(error)}", plugin=entry.name
            ) from error
    missing = sorted((enabled or frozenset()) - found.keys())
    if missing:
        raise PluginError(f"plugin {missing[0]!r} is enabled but not installed", plugin=missing[0])
    return found


def load(plugins: Mapping[str, object]) -> pluggy.PluginManager:
    """A manager with the defaults and the given plugins; raises PluginError."""
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(calendars, name="default_calendars")
    manager.register(gates, name="default_gates")
    for name in _ordered(plugins):
        _register(manager, name, plugins[name])
    return manager


def _register(manager: pluggy.PluginManager, name: str, plugin: object) -> None:
    try:
        manager.register(plugin, name=name)
        manager.check_pending()
    except (pluggy.PluginValidationError, ValueError) as error:
        raise PluginError(f"plugin {name!r}: {in_one_line(error)}", plugin=name) from error


def _ordered(plugins: Mapping[str, object]) -> Iterable[str]:
    needs = {name: set(getattr(plugin, "requires", ())) & plugins.keys() for name, plugin in plugins.items()}
    try:
        return tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        ring = " -> ".join(error.args[1])
        raise PluginError(f"plugins require each other in a ring: {ring}", plugin=error.args[1][0]) from error


def in_one_line(error: Exception) -> str:
    """What an error has to say, in one line."""
    return " ".join(str(error).split())


def declared(manager: pluggy.PluginManager, hook: str) -> list[tuple[str, Any]]:
    """What each plugin declares by a hook that returns a list: (plugin name, item), defaults first."""
    found: list[tuple[str, Any]] = []
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        try:
            found += [(implementation.plugin_name, item) for item in implementation.function()]
        except Exception as error:
            name = implementation.plugin_name
            raise PluginError(f"plugin {name!r}: the hook {hook} failed: {in_one_line(error)}", plugin=name) from error
    return found


def moments(manager: pluggy.PluginManager) -> list[tuple[str, str]]:
    """Who guards writes, by which hook: (plugin name, hook)."""
    guards = ((hook, each) for hook in _ANSWERS for each in getattr(manager.hook, hook).get_hookimpls())
    return [(each.plugin_name, hook) for hook, each in guards]


async def ask(manager: pluggy.PluginManager, conduct: Conduct, hook: str, **arguments: Any) -> list[tuple[str, Any]]:
    """The answers of a moment, (plugin name, answer), plain or awaited; a plugin that fails or hangs is a PluginError.

    So is an answer of a type that the hook has not, and the moment of a plugin that was switched off, see `Conduct`.
    A CasewrightError of a plugin (a Refused, say) passes as it is, with the plugin's name on it.
    """
    answers: list[tuple[str, Any]] = []
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        name = implementation.plugin_name
        chosen = {argument: arguments[argument] for argument in implementation.argnames}
        with conduct.watching(name, hook):
            answer = await call(name, hook, implementation.function, **chosen)
            if not isinstance(answer, _ANSWERS[hook]):
                raise PluginError(f"plugin {name!r}: {hook} returned a {type(answer).__name__}", plugin=name)
        answers.append((name, answer))
    return answers


class Late(PluginError):
    """A function kept its thread for longer than it had time: what it came to is not believed."""


async def call(plugin: str, what: str, function: Any, /, *arguments: Any, **keywords: Any) -> Any:
    """One function of a plugin, plain or async, bounded in time, its failures named; see `ask`.

    A function that does not let go of its thread cannot be stopped: it is late when it does, which raises Late.
    """
    held = Held(plugin, what)
    with blaming(plugin, what):
        with held.step():
            answer = function(*arguments, **keywords)
        if inspect.isawaitable(answer):
            try:
                async with asyncio.timeout(_SECONDS):
                    answer = await held.awaited(answer)
            except TimeoutError as error:
                raise PluginError(f"plugin {plugin!r}: {what} took too long", plugin=plugin) from error
    if held.longest > _SECONDS:
        raise Late(f"plugin {plugin!r}: {what} took too long and held up everybody else", plugin=plugin)
    return answer


@contextmanager
def blaming(plugin: str, what: str) -> Iterator[None]:
    """Name the plugin in whatever its code raises: a CasewrightError passes, every other error is a PluginError."""
    try:
        yield
    except PluginError as error:
        if error.plugin is not None:
            raise
        raise PluginError(f"plugin {plugin!r}: {error.message}", rule=error.rule, plugin=plugin) from error.__cause__
    except CasewrightError as error:
        error.plugin = error.plugin or plugin
        raise
    except Exception as error:
        raise PluginError(f"plugin {plugin!r}: {what} failed", plugin=plugin) from error
