"""``billet doctor``: each promise of a deployment looked at on AWS, with the remedy where it is not kept.

`smoke` asks the site as a reader would; ``billet deploy`` ends with it.
"""
