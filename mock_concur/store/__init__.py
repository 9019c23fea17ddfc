"""Where a company of Concur is kept: SQLAlchemy tables, and the queries that answer from an index."""
