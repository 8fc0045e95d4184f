"""The log in an SQL database: SQLite where one machine is enough.

The everyday way in, `sqlite_store`, needs the standard library only; SQLAlchemy and Alembic are imported by
`tables` and `migrate`, when a database is made or brought up to date.
"""
