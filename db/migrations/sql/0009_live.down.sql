DROP TABLE live_tickets, live_events;
ALTER TABLE workspaces DROP COLUMN live_seq;
