"""What programs subscribe to: Atom, JSON Feed, and the map of the site for robots."""
