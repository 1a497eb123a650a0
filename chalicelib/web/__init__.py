"""From an API Gateway request to a page: one blueprint a feature."""
