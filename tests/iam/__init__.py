"""IAM as AWS enforces it: what a request needs, what a policy allows, and what each role has used.

Moto's own enforcement knows neither resources nor conditions, nor the version of an object.
"""
