"""Bulk data from elsewhere: parsed here, row by row with every refusal explained, and packed as editions.

What comes in is treated as hostile: bounded lines, bounded files, bounded decompression. Nothing here
touches a database; `node/store` loads what `EditionReader` yields.
"""
