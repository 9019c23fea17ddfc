"""What the families share: parsing at the edge, rendering from field tables, callers, errors and paths."""
