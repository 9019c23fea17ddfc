"""Running cases: selection, the pytest plugin, a case's context, its events and its verdict."""
