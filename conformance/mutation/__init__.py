"""The suite's proof of itself: every mutant on every case."""
