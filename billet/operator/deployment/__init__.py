"""Functions and API of a stage: packed, deployed by Chalice, hardened, and taken down.

Each step may be done again after any failure.
"""
