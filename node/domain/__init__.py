"""The clinical rules: pure functions from acts to states and from commands to acts.

No database, no clock, no randomness in here; what a rule needs is handed to it.
"""
