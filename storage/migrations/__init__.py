"""The history of the schema, one Alembic script per step; `runner` walks it."""
