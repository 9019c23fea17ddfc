"""A mock of an ERP's Accounts Payable: vendors, bills and a double-entry ledger, behind a JSON API."""
