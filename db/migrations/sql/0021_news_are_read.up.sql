-- Why: how soon an outage was known is the time between its first failed try and its news.
INSERT INTO api_rights VALUES ('outbox', 'SELECT');
