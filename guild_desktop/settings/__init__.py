"""Where things are kept and what a person prefers."""
