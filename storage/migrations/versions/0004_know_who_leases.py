"""Know who leases"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("lessee", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox", "lessee")
