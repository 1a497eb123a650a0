"""What an author does with a content folder: begin a file, check it, upload it, look at its versions.

`billet.commands` calls it, and so does the blog on this machine when a file is saved.
"""
