"""Probing: the dispatcher, the workers, one checker per protocol, and the senders."""
