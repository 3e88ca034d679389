-- Why: people work together. Invitations, who did what, addresses that moved, and workspaces that can come back.
ALTER TABLE workspaces ADD COLUMN deleted_by uuid REFERENCES users ON DELETE SET NULL;

-- addresses a workspace had before; they redirect
CREATE TABLE former_slugs (
    slug         text PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    created_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE invites (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    email        text NOT NULL CHECK (email = lower(email)),
    role         text NOT NULL CHECK (role IN ('admin', 'observer')),
    token_hash   bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    invited_by   uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at   timestamptz NOT NULL DEFAULT now(),
    sent_at      timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    accepted_at  timestamptz,
    revoked_at   timestamptz,
    CHECK (expires_at > created_at),
    CHECK (accepted_at IS NULL OR revoked_at IS NULL)
);
-- one open invitation an address and workspace
CREATE UNIQUE INDEX invites_open ON invites (workspace_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL;

-- who did what; rows are only ever added
CREATE TABLE audit_log (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_id     uuid REFERENCES users ON DELETE SET NULL,
    actor_name   text NOT NULL,  -- as it was then
    via          text NOT NULL CHECK (via IN ('session', 'api_key', 'system')),
    action       text NOT NULL,  -- noun.verb, e.g. monitor.paused
    object_id    text,
    object_name  text,
    address      inet,
    changes      jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(changes) = 'object')  -- field → {old, new}
);
CREATE INDEX audit_log_workspace ON audit_log (workspace_id, id DESC);        -- its page
