"""The ERP's own API, version 1: JSON over HTTP, an API key, problem details where something is refused."""
