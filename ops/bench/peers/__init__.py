"""The same records and the same divergence through other engines, which are no part of this program."""
