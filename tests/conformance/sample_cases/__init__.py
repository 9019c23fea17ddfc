"""Cases for the engine's own tests, one for every way in which a case can end."""
