"""Clinical arithmetic: pure, exact, and every result shows its work.

One family of formulas a file. No clinical limit lives here: caps, ranges and tolerances are arguments,
because they are reference data that a pharmacist signs. What lives here is the identity of a formula
(its constants), under an id that is recorded with each result.
"""
