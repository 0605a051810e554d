from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0041_approvals')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Notification',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('event', fields.ForeignKeyField('core.Event', source_field='event_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('recipient', fields.CharField(max_length=200)),
                ('kind', fields.CharField(max_length=20)),
                ('part', fields.CharField(max_length=30)),
                ('caused_by', fields.CharField(max_length=200)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('read_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('in_app', fields.BooleanField()),
                ('mail_state', fields.CharField(null=True, max_length=20)),
                ('mail_due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('mail_attempts', fields.IntField(default=0)),
                ('mail_error', fields.CharField(null=True, max_length=100)),
            ],
            options={'table': 'notification', 'app': 'core', 'unique_together': (('event', 'recipient'),), 'indexes': [Index(fields=['tenant_id', 'recipient', 'id']), Index(fields=['mail_state', 'mail_due_at'])], 'pk_attr': 'id', 'table_description': 'One for each event and person, however often the event is looked at.'},
            bases=['CaseRow'],
        ),
        ops.CreateModel(
            name='NotificationPreference',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('subject', fields.CharField(max_length=200)),
                ('kind', fields.CharField(max_length=20)),
                ('in_app', fields.BooleanField()),
                ('email', fields.BooleanField()),
            ],
            options={'table': 'notification_preference', 'app': 'core', 'unique_together': (('tenant_id', 'subject', 'kind'),), 'pk_attr': 'id', 'table_description': 'Of one person, for one kind; without a row it is both ways.'},
            bases=['Row'],
        ),
    ]
