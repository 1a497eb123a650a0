"""The blog on AWS: made, deployed, examined, backed up and taken down."""
