"""What the suite reaches from outside: the control API of a harness, and the connector's processes."""
