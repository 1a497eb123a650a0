"""``billet check``: the receipts an author would get, before anything is uploaded.

They are made by the code that makes them on AWS, over a folder in place of the bucket.
"""
