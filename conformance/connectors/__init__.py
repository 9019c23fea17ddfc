"""Connectors to run the suite on. The reference connector and the mutants import nothing of ours."""
