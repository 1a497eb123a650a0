"""What only an account can show: `make on-aws` tries a stage on AWS from its creation to its end."""
