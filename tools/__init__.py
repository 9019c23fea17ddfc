"""Tools of the project's own development; they are not part of what is installed."""
