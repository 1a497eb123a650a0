"""What a stage is given on AWS before anything is deployed: stack, secret, policies, settings."""
