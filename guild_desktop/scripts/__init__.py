"""What a script accepts, what it runs with, and how one of its trials is started."""
