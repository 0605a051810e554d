"""The composition root: plugins, case types, calendars, policy, database, store; opened and closed as one."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from casewright import models
from casewright import plugins as loading
from casewright.access.policy import Policy
from casewright.agreements import read_agreements
from casewright.calendars import Calendar
from casewright.casetype import CaseType
from casewright.conduct import Conduct
from casewright.db.clock import DatabaseClock
from casewright.db.database import App, Database
from casewright.declaration_check import check_case_type
from casewright.errors import Invalid, PluginError
from casewright.holding import Watchdog
from casewright.instrument_check import check_instrument
from casewright.instruments import Instrument
from casewright.mail.server import read_server
from casewright.practices import changed, read_practices
from casewright.rounds import Rounds
from casewright.sealing import Keyring
from casewright.settings import Settings
from casewright.storage import open_store
from casewright.storage.scanning import open_scanner
from casewright.tracing import Tracing, Untraced
from casewright.webhooks.targets import Targets
from casewright.working_models import Practice, WorkingModel

CORE = App("core", "casewright.models", "casewright.migrations")


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class Platform:
    """Everything a process needs, wired from the settings; nothing is decided before one is made.

    `plugins` replaces the installed ones by name (tests, embedding); `now` is the clock everybody asks, by default this
    machine's, which workers set by the database's; `link_secret` signs links to documents in a local folder (without
    one they are good in this process only); `tracing` takes spans.
    Raises PluginError, Invalid for unusable settings, and on opening Unavailable.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        plugins: Mapping[str, object] | None = None,
        now: Callable[[], datetime] | None = None,
        link_secret: bytes | None = None,
        tracing: Tracing | None = None,
    ) -> None:
        self.settings = settings
        self.tracing: Tracing = tracing or Untraced()
        self.now = now or DatabaseClock()
        self._chosen = loading.installed(settings.enabled_plugins) if plugins is None else plugins
        self.plugins = loading.load(self._chosen)
        self.conduct = Conduct(self.now, loading.moments(self.plugins))
        self._watchdog = Watchdog()
        self._calendars: dict[str, Calendar] = {
            calendar.name: calendar for _, calendar in self._declared("calendars", Calendar)
        }
        self._owners: dict[str, str] = {}
        self._instrument_owners: dict[str, str] = {}
        self.instruments = self._instruments()
        self.case_types = self._case_types()
        self.agreements = read_agreements(settings.agreements, self.case_types)
        self.keyring = Keyring.read(settings.sealing_keys)
        self.practices = read_practices(settings.practices, self.case_types)
        self.reads_logged = frozenset(name for name, each in self.case_types.items() if each.reads_logged)
        self.policy = Policy(self.case_types.values())
        self.database = Database(settings.database, [CORE])
        self.store = open_store(
            settings.storage, secret=link_secret or secrets.token_bytes(32), base_url=settings.public_url
        )
        self.scanner = open_scanner(settings.scanner_url)
        self.rounds = Rounds()
        self.mail = read_server(settings.smtp_url, settings.mail_from)
        self.targets = Targets(settings.webhook_allow)
        self._wake: Callable[[], None] = _nobody
        self._tell: Callable[[], None] = _nobody

    def _declared(self, hook: str, kind: type[Any]) -> Iterator[tuple[str, Any]]:
        for plugin, item in loading.declared(self.plugins, hook):
            if not isinstance(item, kind):
                raise PluginError(f"plugin {plugin!r}: {hook} returned {item!r}, no {kind.__name__}", plugin=plugin)
            yield plugin, item

    def _instruments(self) -> dict[str, Instrument]:
        found: dict[str, Instrument] = {}
        for plugin, instrument in self._declared("instruments", Instrument):
            owner = self._instrument_owners.setdefault(instrument.name, plugin)
            if instrument.name in found:
                raise PluginError(
                    f"the instrument {instrument.name!r} is declared by {owner!r} and {plugin!r}; rename one",
                    plugin=plugin,
                )
            check_instrument(instrument, plugin)
            found[instrument.name] = instrument
        return found

    def _case_types(self) -> dict[str, CaseType[Any]]:
        found: dict[str, CaseType[Any]] = {}
        for plugin, case_type in self._declared("case_types", CaseType):
            owner = self._owners.setdefault(case_type.name, plugin)
            if case_type.name in found:
                raise PluginError(
                    f"the case type {case_type.name!r} is declared by {owner!r} and {plugin!r}; rename one",
                    plugin=plugin,
                )
            with loading.blaming(plugin, f"the declaration of {case_type.name}"):
                check_case_type(case_type, plugin, frozenset(self._calendars), self.instruments)
            found[case_type.name] = case_type
        return found

    def twin(self, wake: Callable[[], None]) -> "Platform":
        """The same platform for another event loop of this process, not opened yet; its commits call `wake`."""
        twin = Platform(self.settings, plugins=self._chosen, now=self.now, tracing=self.tracing)
        twin.conduct = self.conduct
        twin.on_commit(wake)
        return twin

    async def ask(self, hook: str, **arguments: Any) -> list[tuple[str, Any]]:
        """The answers of the plugins at one of their moments, see `plugins.ask`."""
        return await loading.ask(self.plugins, self.conduct, hook, **arguments)

    def case_type(self, name: str, *, field: str = "case_type") -> CaseType[Any]:
        """The case type of a name that a client gave, in `field` of its input; raises Invalid."""
        if name not in self.case_types:
            raise unknown_case_type(name, field)
        return self.case_types[name]

    def definition(self, case: models.Case) -> CaseType[Any]:
        """The case type as the case is worked by it: in the version it was opened under, or migrated to."""
        return self.case_types[case.case_type].definition(case.definition)

    def practice(self, case_type: CaseType[Any], model: str | None) -> Practice | None:
        """What the model by which a case is worked asks for in this deployment; None without one."""
        return self.practices_of(case_type).get(WorkingModel(model)) if model else None

    def practices_of(self, case_type: CaseType[Any]) -> dict[WorkingModel, Practice]:
        """What each model of the type asks for in this deployment."""
        return {model: changed(self.practices, case_type, model) for model in case_type.practices}

    def plugin_of(self, case_type: str) -> str:
        """The name of the plugin that declared a case type."""
        return self._owners[case_type]

    def plugin_of_instrument(self, name: str) -> str:
        """The name of the plugin that declared an instrument."""
        return self._instrument_owners[name]

    def calendar(self, name: str) -> Calendar:
        """A declared calendar."""
        return self._calendars[name]

    async def open(self, *, everywhere: bool = False) -> None:
        """Connect database and store; `everywhere` as in `Database.open`. Raises Unavailable."""
        await self.database.open(everywhere=everywhere)
        await self.store.prepare()
        self._watchdog.start()

    async def set_clock(self) -> None:
        """Set the clock by the database's, unless the platform was given one; raises Unavailable."""
        if isinstance(self.now, DatabaseClock):
            await self.now.compare(self.database)

    async def close(self) -> None:
        """Let go of everything that was opened."""
        self._watchdog.stop()
        await self.store.close()
        await self.database.close()

    async def __aenter__(self) -> "Platform":
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    def on_commit(self, wake: Callable[[], None]) -> None:
        """Whom to wake when a write was committed: the relay of this process, when it has one."""
        self._wake = wake

    def committed(self) -> None:
        """An operation's transaction is through; inside a larger one, whoever is to be woken waits for that."""
        self.database.after_commit(self._wake)

    def on_placed(self, tell: Callable[[], None]) -> None:
        """Whom to tell when the relay of this process has put events into the feed: those who follow it."""
        self._tell = tell

    def placed(self) -> None:
        """Events have got their positions in the feed."""
        self._tell()


def unknown_case_type(name: str, field: str) -> Invalid:
    """The one sentence for a case type that is not declared, and for one that the actor may not know of."""
    return Invalid(f"there is no case type {name}", rule="case_type.unknown", field=field)


def _nobody() -> None:
    """Without a relay in this process the workers' poll finds the event, and without followers nobody waits for it."""
