"""An event log as XES, IEEE 1849-2016: one trace for each case."""

from collections.abc import AsyncIterator
from datetime import datetime
from xml.sax.saxutils import quoteattr

from casewright_gateway.event_log.reading import Happening, Trace

MEDIA_TYPE = "application/xml"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Identity" prefix="identity" uri="http://www.xes-standard.org/identity.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<global scope="trace">
<string key="concept:name" value=""/>
</global>
<global scope="event">
<string key="concept:name" value=""/>
<string key="org:resource" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
<string key="lifecycle:transition" value="complete"/>
</global>
<classifier name="Activity" scope="event" keys="concept:name"/>
"""
_TAIL = "</log>\n"


async def written(pages: AsyncIterator[list[Trace]]) -> AsyncIterator[str]:
    """The log, piece by piece."""
    yield _HEAD
    async for page in pages:
        yield "".join(map(_trace, page))
    yield _TAIL


def _trace(trace: Trace) -> str:
    case = trace.case
    members = [
        _text("concept:name", case.number),
        f'<id key="identity:id" value="{case.id}"/>\n',
        _text("type", case.case_type),
        _text("status", case.status),
        *map(_event, trace.happenings),
    ]
    return "<trace>\n" + "".join(members) + "</trace>\n"


def _event(event: Happening) -> str:
    members = [
        _text("concept:name", event.activity),
        f'<id key="identity:id" value="{event.id}"/>\n',
        _text("org:resource", event.actor),
        f'<date key="time:timestamp" value="{_moment(event.at)}"/>\n',
        _text("lifecycle:transition", "complete"),
        *(_text(name, value) for name, value in event.details.items()),
    ]
    return "<event>\n" + "".join(members) + "</event>\n"


def _text(key: str, value: str) -> str:
    return f'<string key="{key}" value={quoteattr(value)}/>\n'


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
