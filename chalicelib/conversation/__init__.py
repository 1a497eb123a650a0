"""Comments, messages and previews: what visitors may send, what the author decides, which links are valid.

It knows neither AWS nor Chalice: use cases are handed their stores.
"""

HONEYPOT = "topic"
"""A field that people do not see; programs that fill in every field give themselves away by it.

Browsers fill in what a person's profile has, by the words of name and label: "website", "country" or
"subtitle" would be filled in for people. No profile has a topic.
"""
