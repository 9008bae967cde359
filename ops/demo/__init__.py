"""The demonstration: a fictive site of several workstations on one computer, and its cables."""
