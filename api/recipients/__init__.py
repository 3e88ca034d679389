"""Who is told of a workspace's outages: the list, the mails about it, and the pages on which people decide."""
