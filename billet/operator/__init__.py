"""A stage on AWS: provided, deployed, checked, priced, backed up and taken down.

Each of these is a package; `logs` shows what the functions say.
"""
