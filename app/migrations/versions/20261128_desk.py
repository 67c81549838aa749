"""the desk: notes of calls, reminders to those who answer, and senders that are forgotten

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

import app.core.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEFORE = "HMAC of an address under a key that lives one day."
AFTER = "HMAC of an address under a key that lives one day; empty soon after it."


def upgrade() -> None:
    op.create_index(op.f("ix_audit_event_subject"), "audit_event", ["subject"])
    with op.batch_alter_table("called") as table:
        table.alter_column(
            "sender", existing_type=sa.LargeBinary(32), nullable=True, comment=AFTER, existing_comment=BEFORE
        )
    op.create_table(
        "check_note",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False, comment="A user's id."),
        sa.Column("text_sealed", sa.LargeBinary()),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), comment="Under a key file; empty once the record is erased."),
        sa.Column(
            "key_file", sa.Integer(), nullable=False, comment="The number of the key file that `data_key` is under."
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["check_task.id"], name=op.f("fk_check_note_task_id_check_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_note")),
    )
    op.create_index(op.f("ix_check_note_task_id"), "check_note", ["task_id"])
    op.create_index(op.f("ix_check_note_at"), "check_note", ["at"])
    op.create_table(
        "reminder",
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_reminder_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_reminder")),
    )


def downgrade() -> None:
    op.drop_table("reminder")
    op.drop_table("check_note")
    op.execute("DELETE FROM called WHERE sender IS NULL")
    with op.batch_alter_table("called") as table:
        table.alter_column(
            "sender", existing_type=sa.LargeBinary(32), nullable=False, comment=BEFORE, existing_comment=AFTER
        )
    op.drop_index(op.f("ix_audit_event_subject"), table_name="audit_event")
