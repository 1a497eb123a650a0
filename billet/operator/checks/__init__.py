"""Every promise of a deployment, looked at."""
