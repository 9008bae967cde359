"""Whole sites in one process, on simulated time, network, disk and clocks, each run named by its seed.

What runs is the real thing (replicas, rules, conversations); what is simulated is everything that goes
wrong around it. `model.py` says apart from the program what must come out.
"""
