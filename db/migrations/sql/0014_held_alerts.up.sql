-- Why: no workspace, however many monitors of it flap, may send mails without an end.

-- Alerts of a workspace that were not sent, because those of a day were used up: one row a workspace, the latest time.
CREATE TABLE held_alerts (
    workspace_id uuid PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
    began_at     timestamptz NOT NULL,  -- its owners were told then
    last_at      timestamptz NOT NULL,
    mails        integer NOT NULL CHECK (mails > 0)
);
ALTER TABLE held_alerts ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON held_alerts USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));

CREATE INDEX mails_alerts ON mails (workspace_id, created_at) WHERE purpose = 'alert';  -- how many a day had

INSERT INTO api_rights VALUES ('held_alerts', 'SELECT');
