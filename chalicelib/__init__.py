"""Everything of Billet that runs on AWS Lambda."""
