"""A harness that is served: its services on their ports, the control API beside them, and how that is told."""
