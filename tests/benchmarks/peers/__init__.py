"""Solvers of field days, one a file: each takes the day's own arrays and answers with routes and the seconds it used.

Seconds count what the solver does with its model; reading the day into the model is a peer's for free, not ours.
"""
