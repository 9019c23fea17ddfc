"""Both mocks put together: the command line, serving, the control API, scenarios."""

__version__ = "0.1.0"
