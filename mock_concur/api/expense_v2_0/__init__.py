"""Expense Report v2.0: the list of reports, the report details and the integration status."""
