"""The words of Veilleuse: ids, exact quantities, acts, their codec, tables and translations.

Everything else imports this package and it imports nothing of ours, so that a file written
today can still be read when every other layer has changed.
"""
