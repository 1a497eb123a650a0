"""What an author does with a content folder and with what became of it in the bucket."""
