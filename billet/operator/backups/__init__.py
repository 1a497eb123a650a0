"""All of a blog, into a folder and back."""
