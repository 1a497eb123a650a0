"""``billet cost``: what a month of the blog costs on AWS.

The AWS calls of each action are held to the code by a test; prices are dated, and assumptions are printed.
"""
