"""Apps written for one test: models and a history of one's own in a package with a fresh name."""

from pathlib import Path
from uuid import uuid4

from casewright.db.database import App

MODELS = '''
from tortoise import fields
from tortoise.models import Model


class Seed(Model):
    """A seed."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=20)

    class Meta:
        app = "sprout"
        table = "seed"
'''

STEP = """
from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [{before}]
    operations = [
{operations}
    ]
"""


def write_app(folder: Path, *history: str, models: str = MODELS) -> App:
    """Write the package into the folder; each of `history` is the operations of one migration."""
    name = f"sprout_{uuid4().hex}"
    migrations = folder / name / "migrations"
    migrations.mkdir(parents=True)
    (folder / name / "__init__.py").touch()
    (folder / name / "models.py").write_text(models)
    (migrations / "__init__.py").touch()
    for number, operations in enumerate(history, start=1):
        before = f'("sprout", "{number - 1:04}_step")' if number > 1 else ""
        (migrations / f"{number:04}_step.py").write_text(STEP.format(before=before, operations=operations))
    return App("sprout", f"{name}.models", f"{name}.migrations")
