"""A company as one value, section by section, and the same value as a company again."""
