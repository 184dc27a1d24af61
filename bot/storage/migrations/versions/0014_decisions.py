"""By when the plan decides on what was sent in; looks at a case are found again quickly."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

ADDED = ("decision_due_at", "decision_late_at", "decided_at")
AWAITED = sa.text("decision_due_at IS NOT NULL AND decided_at IS NULL")
LOOKED_UP = ["subject", "actor", "action", "at"]


def upgrade() -> None:
    """Add the columns and the indexes; of what was sent in before no clock is kept."""
    for name in ADDED:
        op.add_column("cases", sa.Column(name, sa.DateTime(timezone=True)))
    op.create_index(
        "ix_cases_awaited",
        "cases",
        ["decision_due_at"],
        sqlite_where=AWAITED,
        postgresql_where=AWAITED,
    )
    op.create_index("ix_audit_looks", "audit", LOOKED_UP)


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_audit_looks", "audit")
    op.drop_index("ix_cases_awaited", "cases")
    with op.batch_alter_table("cases") as batch:
        for name in ADDED:
            batch.drop_column(name)
