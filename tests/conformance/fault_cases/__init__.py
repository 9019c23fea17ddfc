"""Cases in which something is to go wrong."""
