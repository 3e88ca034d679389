-- Why: every mail to a recipient has a way out of its own, and flapping monitors are folded into few mails.

-- A way out belongs to one mail: its token lives in that mail only, and still works when the secret key was changed.
ALTER TABLE recipients DROP COLUMN leave_hash;
ALTER TABLE mails
    ADD COLUMN recipient_id   uuid REFERENCES recipients ON DELETE SET NULL,
    ADD COLUMN recipient_hash bytea UNIQUE CHECK (length(recipient_hash) = 32);  -- SHA-256 of the token in the mail
CREATE INDEX mails_recipient ON mails (recipient_id) WHERE recipient_id IS NOT NULL;  -- when a recipient is deleted

-- a member whom a monitor names, but who does not want to hear of the others
ALTER TABLE recipients ADD COLUMN is_named_only boolean NOT NULL DEFAULT false;

-- whose end must be told too; no foreign key: of an incident that is gone nothing will be told
ALTER TABLE alert_state ADD COLUMN incident_id bigint NOT NULL DEFAULT 0;
ALTER TABLE alert_state ALTER COLUMN incident_id DROP DEFAULT;
CREATE INDEX alert_state_folded ON alert_state (told_at) WHERE folded > 0;  -- the sender looks for ended cool-downs

-- whoever makes a workspace is told from the start; those that exist told their owners until now
INSERT INTO recipients (workspace_id, email, added_by, confirmed_at)
SELECT s.workspace_id, u.email, u.id, now()
  FROM memberships s
  JOIN users u ON u.id = s.user_id
 WHERE s.role = 'owner'
    ON CONFLICT DO NOTHING;
