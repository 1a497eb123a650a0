"""What readers load of an index: small objects, each whole in itself."""
