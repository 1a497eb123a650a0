"""S3, DynamoDB and SSM: the only room that knows boto3.

Clients are handed in, and errors of botocore end here as errors of `chalicelib.errors`.
"""
