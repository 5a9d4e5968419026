"""The commands: one short module a verb, none of which needs Qt or a display."""
