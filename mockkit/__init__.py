"""What both mocks are built on: companies, clocks, the store, faults, traffic, one request at a time."""
