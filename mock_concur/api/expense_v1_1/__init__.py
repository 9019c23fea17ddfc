"""Expense Report v1.1: workflow actions, and updates of headers and entries with their comments."""
