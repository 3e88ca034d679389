-- Why: open pages hear of changes at once, and notice when they missed one.
-- The sequence of a workspace; grows in the transaction that changes something.
ALTER TABLE workspaces ADD COLUMN live_seq bigint NOT NULL DEFAULT 0;

CREATE TABLE live_events (
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    seq          bigint NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    monitor_id   integer NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('state', 'incident')),
    payload      jsonb NOT NULL,
    PRIMARY KEY (workspace_id, seq)
);
CREATE INDEX live_events_at ON live_events (at);                              -- swept after an hour

-- a ticket opens one WebSocket within 30 seconds
CREATE TABLE live_tickets (
    ticket_hash bytea PRIMARY KEY CHECK (length(ticket_hash) = 32),
    user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    session_id  uuid REFERENCES sessions ON DELETE CASCADE,
    api_key_id  uuid REFERENCES api_keys ON DELETE CASCADE,
    expires_at  timestamptz NOT NULL,
    CHECK ((session_id IS NULL) <> (api_key_id IS NULL))
);
CREATE INDEX live_tickets_expiry ON live_tickets (expires_at);                -- swept
