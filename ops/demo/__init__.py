"""The demonstration: a fictive site of several workstations on one computer, and its cables.

`scenario` says what happens, `stage` starts processes and pulls cables, `people` and `day` do what
people do through the node's messages, `report` compares with what was expected, `play` conducts.
"""
