"""All of a blog but its secret in a folder, and back into a stage.

A folder holds objects, items of tables and a manifest with checksums; both ways go on after an
interruption.
"""
