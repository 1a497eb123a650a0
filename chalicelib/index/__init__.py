"""The index: an SQLite file of all that publishing knows and pages ask, and another for full-text search.

No other room writes SQL. It knows neither boto3 nor Chalice; ``schema.sql`` documents the data.
"""
