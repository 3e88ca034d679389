DROP TABLE audit_log, invites, former_slugs;
ALTER TABLE workspaces DROP COLUMN deleted_by;
