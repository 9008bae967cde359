"""Measures with fixed marks; each gives its figures as a mapping, with a ratio taken in the same run."""
