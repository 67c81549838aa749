"""letters about changes of the guide, and questions of its readers

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

import app.core.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def own_key() -> list[sa.Column]:
    return [
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), comment="Under a key file; empty once the record is erased."),
        sa.Column(
            "key_file", sa.Integer(), nullable=False, comment="The number of the key file that `data_key` is under."
        ),
    ]


def upgrade() -> None:
    op.create_table(
        "guide_subscriber",
        sa.Column("address_print", sa.LargeBinary(length=32), nullable=False, comment="Fingerprint of the address."),
        sa.Column("address_sealed", sa.LargeBinary()),
        sa.Column(
            "asked_at",
            app.core.db.UTCDateTime(timezone=True),
            nullable=False,
            comment="When the last link was written.",
        ),
        sa.Column(
            "link_print",
            sa.LargeBinary(length=32),
            comment="Fingerprint of the code in the last link, until it is used.",
        ),
        sa.Column("confirmed_at", app.core.db.UTCDateTime(timezone=True)),
        sa.Column(
            "owed",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="A letter about a change is still to be posted.",
        ),
        sa.Column("letter_id", sa.String(length=32), comment="The last letter to them."),
        *own_key(),
        sa.CheckConstraint(
            "confirmed_at IS NOT NULL OR link_print IS NOT NULL",
            name=op.f("ck_guide_subscriber_confirmed_or_asked"),
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_guide_subscriber_letter_id_letter"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_subscriber")),
        sa.UniqueConstraint("address_print", name="uq_guide_subscriber_address_print"),
        sa.UniqueConstraint("link_print", name="uq_guide_subscriber_link_print"),
    )
    op.create_index("ix_guide_subscriber_asked_at", "guide_subscriber", ["asked_at"])
    op.create_index("ix_guide_subscriber_letter_id", "guide_subscriber", ["letter_id"])
    op.create_table(
        "guide_told_change",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", "slug", name=op.f("pk_guide_told_change")),
    )
    op.create_table(
        "reader_question",
        sa.Column("slug", sa.String(length=80), nullable=False, comment="The page it is about."),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "published",
                "declined",
                "withdrawn",
                name="known_question_state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "crisis", sa.Boolean(), server_default=sa.false(), nullable=False, comment="Words of danger stand in it."
        ),
        sa.Column("created_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary()),
        sa.Column("address_sealed", sa.LargeBinary()),
        *own_key(),
        sa.CheckConstraint(
            "state = 'waiting' OR data_key IS NULL", name=op.f("ck_reader_question_words_only_while_waiting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader_question")),
    )
    op.create_index("ix_reader_question_queue", "reader_question", ["state", "created_at"])
    op.create_table(
        "published_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False, comment="The page it stands on."),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("cited", sa.JSON(), nullable=False),
        sa.Column("published_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["reader_question.id"],
            name=op.f("fk_published_question_question_id_reader_question"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_question")),
        sa.UniqueConstraint("question_id", name="uq_published_question_question_id"),
    )
    op.create_index("ix_published_question_slug", "published_question", ["slug"])


def downgrade() -> None:
    for name in ("published_question", "reader_question", "guide_told_change", "guide_subscriber"):
        op.drop_table(name)
