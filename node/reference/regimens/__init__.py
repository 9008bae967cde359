"""Regimens of the starter library, one a file, each after one published trial."""
