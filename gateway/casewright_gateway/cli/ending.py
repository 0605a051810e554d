"""How a process ends when it is told to: in order, and within ten seconds in any case."""

import logging
import os
import signal
import sys
import threading
from types import FrameType

import uvicorn

CONNECTION_SECONDS = 3
"""How long open connections may take to come to their end; then worker and database have their turn."""

_SECONDS = 9.5
_log = logging.getLogger("casewright.process")


class Server(uvicorn.Server):
    """A server that ends with status 0 when a signal asks it to."""

    def serve_to_the_end(self) -> None:
        """Serve until SIGTERM or SIGINT; raises SystemExit when the server cannot start."""
        # Uvicorn raises the signal again when it is done, to whoever handled it before.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _leave)
        self.run()
        if not self.started:
            sys.exit(1)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The signal: no new requests from here on."""
        end_in_time()
        super().handle_exit(sig, frame)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(0)


def end_in_time() -> None:
    """The end has begun; what hangs (a plugin that blocks its thread, say) does not hold it up for ever.

    What was in hand then is taken up again by others when its lease ends, as after a crash.
    """
    timer = threading.Timer(_SECONDS, _end_now)
    timer.daemon = True
    timer.start()


def _end_now() -> None:
    _log.error("the process did not end in time and was ended with work in hand")
    os._exit(0)
