"""Two plugins that listen: they write down what they hear, and are deaf as often as a test says."""

from collections import Counter
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from casewright import Action, Case, CaseType, Event, Phase, Status, entered, hookimpl, hours, indexed, left


@dataclass(frozen=True, kw_only=True)
class Bell:
    """A bell that somebody hung up."""

    name: str = indexed()


@dataclass
class Ears:
    """What the reactions of one test heard, oldest first, and which of them fail how many times more."""

    heard: list[tuple[str, str, int]] = field(default_factory=list)
    deaf: Counter[str] = field(default_factory=Counter)

    def hear(self, who: str, case: Case[Any], event: Event) -> None:
        """Write it down; raises while `who` is deaf."""
        self.heard.append((who, f"{case.fields.name} {event.name}", event.sequence))
        if self.deaf[who] > 0:
            self.deaf[who] -= 1
            raise ConnectionError(f"the words of {case.fields.name}")

    def of(self, who: str) -> list[str]:
        """What one of them heard."""
        return [what for name, what, _ in self.heard if name == who]


def listening(ears: Ears) -> dict[str, object]:
    """The plugins: `bells` with a case type, its reactions and a hook, and `log` with a hook that is a coroutine."""

    def on_event(case: Case[Any], event: Event) -> None:
        ears.hear("bells", case, event)

    async def log_event(event: Event, case: Case[Any]) -> None:
        ears.hear("log", case, event)

    bell = _bell(ears)
    return {
        "bells": SimpleNamespace(case_types=hookimpl(lambda: [bell]), on_event=hookimpl(on_event)),
        "log": SimpleNamespace(on_event=hookimpl(log_event)),
    }


def _bell(ears: Ears) -> CaseType[Bell]:
    bell = CaseType(
        "Bell",
        Bell,
        number="BEL-{year}-{sequence}",
        stages={"hung": Phase.SCREENING, "rung": Phase.IMPLEMENTATION},
        title=lambda fields: fields.name,
        outcomes={"broken": Status.CLOSED},
        reopens_at="hung",
    )
    bell.grant("ringer", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK)
    bell.clock("silence", start=entered("hung"), stop=left("hung"), goal=hours(1), deadline=hours(2))

    @bell.transition("hung -> rung", role="ringer")
    def ring(case: Case[Bell]) -> Bell:
        """Ring it."""
        return case.fields

    @bell.on("rung")
    def tell(case: Case[Bell], event: Event) -> None:
        ears.hear("tell", case, event)

    @bell.on("note_added")
    async def read(case: Case[Bell], event: Event) -> None:
        ears.hear("read", case, event)

    return bell
