from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0032_counted_cases')]

    initial = False

    operations = [
        ops.AlterModelOptions(
            name='Note',
            options={'table': 'note', 'app': 'core', 'pk_attr': 'id', 'table_description': 'A text by an author; never edited. `search` is the text casefolded.'},
        ),
        ops.AddField(
            model_name='Note',
            name='search',
            field=fields.TextField(db_default='', unique=False),
        ),
        ops.RunSQL("UPDATE note SET search = lower(text)"),  # SQLite leaves letters as they are that are not ASCII
    ]
