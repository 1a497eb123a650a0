"""All that is deployed to AWS Lambda. docs/architecture.md shows its rooms and how they work together."""
