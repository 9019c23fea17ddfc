"""Where reports, set-ups and tokens are kept: SQLAlchemy tables and the queries that answer from an index."""
