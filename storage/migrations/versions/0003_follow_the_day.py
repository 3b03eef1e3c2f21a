"""Follow the day"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "template_state",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "language", name=op.f("pk_template_state")),
    )
    op.create_table(
        "broadcast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("is_emergency", sa.Boolean(), nullable=False),
        sa.Column("source_language", sa.String(length=8), nullable=True),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["person.id"], name=op.f("fk_broadcast_approved_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_broadcast_person_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_broadcast_status"), ["status"], unique=False)

    op.create_table(
        "presence",
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["company.id"], name=op.f("fk_presence_buyer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_presence_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["company.id"], name=op.f("fk_presence_provider_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("buyer_id", "provider_id", "slot", "person_id", name=op.f("pk_presence")),
    )
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presence_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("disruption", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["after_id"], ["agenda.id"], name=op.f("fk_change_after_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["person.id"], name=op.f("fk_change_approved_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["before_id"], ["agenda.id"], name=op.f("fk_change_before_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_change_person_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_status"), ["status"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_agenda_id", sa.Integer(), nullable=True),
        sa.Column("agenda_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follow_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agenda_id"], ["agenda.id"], name=op.f("fk_notice_agenda_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["called_by"], ["person.id"], name=op.f("fk_notice_called_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["from_agenda_id"], ["agenda.id"], name=op.f("fk_notice_from_agenda_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_agenda_id"), ["agenda_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_person_id"), ["person_id"], unique=False)
    op.create_index(
        "ix_notice_due_at",
        "notice",
        ["due_at"],
        sqlite_where=sa.text("told_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL"),
    )

    op.add_column("address", sa.Column("window_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("address", sa.Column("also", sa.String(length=96), nullable=True))
    op.create_index("ix_address_also", "address", ["also"], unique=False)

    op.add_column("meeting", sa.Column("buyer_delegate_id", sa.Integer(), nullable=True))
    op.add_column("meeting", sa.Column("provider_delegate_id", sa.Integer(), nullable=True))

    op.execute("UPDATE outbox SET priority = priority + 1 WHERE priority >= 1")  # emergencies come before changes
    op.add_column("outbox", sa.Column("kind", sa.String(length=16), nullable=False, server_default="message"))
    op.add_column("outbox", sa.Column("broadcast_id", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))

    op.create_index(
        "ix_outbox_broadcast_id",
        "outbox",
        ["broadcast_id"],
        sqlite_where=sa.text("broadcast_id IS NOT NULL"),
        postgresql_where=sa.text("broadcast_id IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_closed",
        "outbox",
        ["sent_at", "status"],
        sqlite_where=sa.text("sent_at IS NOT NULL"),
        postgresql_where=sa.text("sent_at IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_held",
        "outbox",
        ["priority"],
        sqlite_where=sa.text("status = 'held'"),
        postgresql_where=sa.text("status = 'held'"),
    )
    op.create_index(
        "ix_outbox_dead",
        "outbox",
        ["id"],
        sqlite_where=sa.text("status = 'dead'"),
        postgresql_where=sa.text("status = 'dead'"),
    )
    op.add_column("person", sa.Column("preferred_channel", sa.String(length=16), nullable=True))
    op.add_column("task", sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("task", "lease_until")
    op.drop_column("person", "preferred_channel")

    op.drop_index("ix_outbox_dead", "outbox")
    op.drop_index("ix_outbox_held", "outbox")
    op.drop_index("ix_outbox_closed", "outbox")
    op.drop_index("ix_outbox_broadcast_id", "outbox")
    op.drop_column("outbox", "read_at")
    op.drop_column("outbox", "delivered_at")
    op.drop_column("outbox", "broadcast_id")
    op.drop_column("outbox", "kind")
    op.execute("UPDATE outbox SET priority = priority - 1 WHERE priority >= 2")

    op.drop_column("meeting", "provider_delegate_id")
    op.drop_column("meeting", "buyer_delegate_id")

    op.drop_index("ix_address_also", "address")
    op.drop_column("address", "also")
    op.drop_column("address", "window_until")

    op.drop_index("ix_notice_due_at", "notice")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_person_id"))
        batch_op.drop_index(batch_op.f("ix_notice_agenda_id"))

    op.drop_table("notice")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_status"))

    op.drop_table("change")
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_presence_provider_id"))
        batch_op.drop_index(batch_op.f("ix_presence_person_id"))

    op.drop_table("presence")
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_broadcast_status"))

    op.drop_table("broadcast")
    op.drop_table("template_state")
