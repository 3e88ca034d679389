-- Why: figures are agreed on. How time is counted, planned work, and what was agreed afterwards not to count.

-- how time is counted; a change is a new version, so a figure can be computed again for ever. `observed` and `agreed`
-- are built in (core.policies). Writer: api
CREATE TABLE policies (
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    name         text NOT NULL CHECK (name ~ '^[a-z0-9](-?[a-z0-9]){0,39}$' AND name NOT IN ('observed', 'agreed')),
    version      integer NOT NULL CHECK (version > 0),
    rules        jsonb NOT NULL CHECK (jsonb_typeof(rules) = 'object'),
    created_by   uuid REFERENCES users ON DELETE SET NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, name, version)
);

-- planned work, once or again and again. Writer: api; a deleted one keeps what it has already been
CREATE TABLE maintenance_windows (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id   uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    title          text NOT NULL CHECK (length(btrim(title)) BETWEEN 1 AND 200),
    note           text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
    is_for_all     boolean NOT NULL,                                           -- every monitor of the workspace
    monitor_ids    integer[] NOT NULL DEFAULT '{}' CHECK (cardinality(monitor_ids) <= 1000),
    tags           text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 50),
    starts_at      timestamptz NOT NULL,                                       -- of the first
    duration_s     integer NOT NULL CHECK (duration_s BETWEEN 60 AND 2678400),
    rrule          text CHECK (length(rrule) <= 500),                          -- RFC 5545; null: once
    time_zone      text NOT NULL,                                              -- the rule's clock
    expanded_until timestamptz NOT NULL,                                       -- occurrences are written up to here
    created_by     uuid REFERENCES users ON DELETE SET NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    deleted_at     timestamptz,
    CHECK (is_for_all OR cardinality(monitor_ids) + cardinality(tags) > 0)
);
CREATE INDEX maintenance_windows_workspace ON maintenance_windows (workspace_id);        -- the list
CREATE INDEX maintenance_windows_expansion ON maintenance_windows (expanded_until)
    WHERE deleted_at IS NULL AND rrule IS NOT NULL;                                      -- the job that extends them

-- when windows are open, a year ahead: what ingest, senders and the ledger look at. Writers: api, analytics (extends)
CREATE TABLE maintenance_occurrences (
    window_id    bigint NOT NULL REFERENCES maintenance_windows ON DELETE CASCADE,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL,
    PRIMARY KEY (window_id, starts_at),
    CHECK (ends_at > starts_at)
);
CREATE INDEX maintenance_occurrences_time ON maintenance_occurrences
    USING gist (tstzrange(starts_at, ends_at));                                          -- which are open at a time

-- what was agreed afterwards not to count. Writer: api; never deleted: revoked, so that both figures stay explained
CREATE TABLE exclusions (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    reason       text NOT NULL CHECK (length(btrim(reason)) BETWEEN 1 AND 2000),
    is_for_all   boolean NOT NULL,
    monitor_ids  integer[] NOT NULL DEFAULT '{}' CHECK (cardinality(monitor_ids) <= 1000),
    tags         text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 50),
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL,
    created_by   uuid REFERENCES users ON DELETE SET NULL,
    creator_name text NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    revoked_at   timestamptz,
    revoker_name text,
    revoked_why  text CHECK (length(revoked_why) <= 2000),
    CHECK (ends_at > starts_at),
    CHECK ((revoked_at IS NULL) = (revoker_name IS NULL)),
    CHECK (is_for_all OR cardinality(monitor_ids) + cardinality(tags) > 0)
);
CREATE INDEX exclusions_workspace ON exclusions (workspace_id, starts_at);

-- Tells whether a monitor is being worked on at a time: alerts wait until that is over.
CREATE FUNCTION is_in_maintenance(monitor integer, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
           SELECT
             FROM maintenance_occurrences o
             JOIN maintenance_windows w ON w.id = o.window_id
             JOIN monitors m ON m.workspace_id = o.workspace_id
            WHERE m.id = monitor
              AND tstzrange(o.starts_at, o.ends_at) @> at
              AND (w.is_for_all OR m.id = ANY (w.monitor_ids) OR m.tags && w.tags))
$$;

ALTER TABLE policies ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON policies USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
ALTER TABLE maintenance_windows ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON maintenance_windows USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
ALTER TABLE maintenance_occurrences ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON maintenance_occurrences USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
ALTER TABLE exclusions ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON exclusions USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
INSERT INTO api_rights VALUES
    ('policies',                'SELECT, INSERT'),
    ('maintenance_windows',     'SELECT, INSERT, UPDATE'),
    ('maintenance_occurrences', 'SELECT, INSERT, UPDATE, DELETE'),
    ('exclusions',              'SELECT, INSERT, UPDATE');
