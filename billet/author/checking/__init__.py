"""``billet check``: the receipts an author would get, before anything is uploaded, by the code that
writes them on AWS."""
