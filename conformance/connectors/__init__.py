"""Connectors to run the suite on. Those of ``reference`` and the zoo import nothing of ours."""
