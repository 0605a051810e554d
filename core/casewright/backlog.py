"""What is still to be done after what was committed: how much, and how long it has been waiting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from casewright.db.sql import Sql
from casewright.operations.outbox import WAITING
from casewright.platform import Platform

_OLDEST_EVENT = "SELECT at FROM event WHERE relayed_at IS NULL ORDER BY id LIMIT 1"
_OLDEST_DELIVERY = "SELECT e.at FROM delivery d JOIN event e ON e.id = d.event_id WHERE "
