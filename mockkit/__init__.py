"""The ground floor that both mocks stand on: companies, clocks, the store, faults, traffic, one request at a time."""
