"""APIs over the one ledger, a folder for each, with authentication, routes, schemas and errors of its own."""
