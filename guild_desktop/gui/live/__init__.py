"""What moves while the window is open: the session, the sweep thread, background work. No widgets."""
