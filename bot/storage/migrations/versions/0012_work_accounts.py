"""Staff may sign in with the account they have at work, at a provider outside of here."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add what an account is recognized by, and the table of who is on the way."""
    op.add_column("staff", sa.Column("identity", sa.String(64)))
    op.create_index("ix_staff_identity", "staff", ["identity"], unique=True)
    op.create_table(
        "staff_sign_ins",
        sa.Column("state", sa.String(64), primary_key=True),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("goes_to", sa.String(300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Take them away; accounts from outside then open nothing, since they have no password."""
    op.drop_table("staff_sign_ins")
    op.drop_index("ix_staff_identity", "staff")
    with op.batch_alter_table("staff") as batch:
        batch.drop_column("identity")
