from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0034_saved_views')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Absence',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('subject', fields.CharField(max_length=200)),
                ('substitute', fields.CharField(null=True, max_length=200)),
                ('since', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('until', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('reason', fields.TextField(null=True, unique=False)),
                ('recorded_by', fields.CharField(max_length=200)),
                ('recorded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'absence', 'app': 'core', 'indexes': [Index(fields=['tenant_id', 'subject', 'until'])], 'pk_attr': 'id', 'table_description': 'Routing passes over who is away; `until` is the first moment at which they are back.'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='Member',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('subject', fields.CharField(max_length=200)),
                ('name', fields.CharField(max_length=300)),
                ('email', fields.CharField(null=True, max_length=320)),
                ('skills', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('languages', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('caseload_limit', fields.IntField(null=True)),
                ('active', fields.BooleanField()),
                ('changed_by', fields.CharField(max_length=200)),
                ('changed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'member', 'app': 'core', 'unique_together': (('tenant_id', 'subject'),), 'pk_attr': 'id', 'table_description': 'What routing and notifications go by; rights come from the token alone.'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='Membership',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('member', fields.ForeignKeyField('core.Member', source_field='member_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharField(max_length=10)),
                ('name', fields.CharField(max_length=200)),
            ],
            options={'table': 'membership', 'app': 'core', 'unique_together': (('member', 'kind', 'name'),), 'indexes': [Index(fields=['tenant_id', 'kind', 'name'])], 'pk_attr': 'id', 'table_description': '`kind` is team or role; the name is the one that tokens, grants and cases use.'},
            bases=['Row'],
        ),
        ops.AddField(
            model_name='Assignment',
            name='choice',
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
    ]
