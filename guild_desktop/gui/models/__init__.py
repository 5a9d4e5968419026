"""Item models over the frame: what tables show, without a Python object for each row."""
