"""The only rooms that know boto3. Clients are handed in; botocore's errors end here."""
