"""Running cases: selection, the pytest plugin, a case's stage, its events and its verdict."""
