"""The laboratory: real workstations in network namespaces of their own, and cables that can be pulled."""
