"""The author's and operator's command. It is not deployed."""
