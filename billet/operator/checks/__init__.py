"""The promises of a deployment, each looked at on AWS itself."""
