"""S3, DynamoDB and SSM: the only package that imports boto3.

Clients are passed in, and errors of botocore become errors of `chalicelib.errors`.
"""
