"""The mails that Billet writes: to the author about what waits, to readers about answers.

What is sent, and how often, is decided in `chalicelib.conversation`.
"""
