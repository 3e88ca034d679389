"""The front door: command line, settings, and the embedded services for a machine without Docker."""
