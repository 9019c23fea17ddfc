"""The control API: what suites, sandboxes and demonstrations ask of the harness itself."""
