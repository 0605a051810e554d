"""The migration runner and its SQLite editor."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from casewright.db.database import App, Database
from casewright.db.migrations import make_migrations, migrate, plan
from casewright.db.sql import Sql
from casewright.errors import PluginError

from .conftest import FOREST, GARDEN
