"""The Run panel: from a script and a few words to a request the engine can start."""
