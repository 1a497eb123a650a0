"""Moving in and out: a site of any tool as one model, which readers of sources make and writers of formats
take.

``sources/`` reads what other tools wrote, ``importing/`` brings it into a content folder and a blog,
``exporting/`` writes a blog in the formats of others. ``model`` is what they hand each other.
"""
