"""The use cases, each over an open transaction: load, decide, save. Whoever works with the mock comes in here."""
