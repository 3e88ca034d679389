DROP INDEX alert_state_folded;
ALTER TABLE alert_state DROP COLUMN incident_id;
ALTER TABLE recipients DROP COLUMN is_named_only;
ALTER TABLE mails DROP COLUMN recipient_hash, DROP COLUMN recipient_id;
ALTER TABLE recipients ADD COLUMN leave_hash bytea UNIQUE CHECK (length(leave_hash) = 32);
UPDATE recipients SET leave_hash = sha256(convert_to(gen_random_uuid()::text, 'UTF8'));
ALTER TABLE recipients ALTER COLUMN leave_hash SET NOT NULL;
