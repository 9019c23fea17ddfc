"""Scenarios: a company, its reports, and what is wrong with its ERP, written down by people."""
