"""The blog on this machine: AWS, its events and its gateway, imitated for one reader."""
