"""The traffic journal: every request with its answer, in memory or in tables, its secrets masked."""
