"""Functions and API: packed, deployed, hardened, and taken down."""
