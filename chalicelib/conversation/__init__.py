"""Comments, messages and previews: what visitors may send, what the author decides, which links are valid.

It knows neither AWS nor Chalice: use cases are handed their stores.
"""
