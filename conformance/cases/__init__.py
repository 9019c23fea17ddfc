"""The questions that the suite puts to a connector, a module for each family."""
