"""SAP Concur's APIs as they are called: one folder for each family and version, and what they share in common."""
