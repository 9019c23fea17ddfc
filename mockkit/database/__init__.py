"""The database: transactions, tables by section and version, locks, and lists paged by key."""
