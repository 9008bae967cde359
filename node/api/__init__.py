"""The serialised messages between a window (or the command line, or a test) and its node.

One file per step of the circuit; `node/api/messages.py` joins them into one union. The node never
sees a widget and the window never sees a table.
"""
