"""What Alembic runs; the connection, and so the transaction, is the caller's."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
context.run_migrations()
