-- Why: nobody is locked in. Everything of a workspace as one file, made in the background and kept for a week.
-- A wish (api) and what became of it (analytics); the file lies in pieces, so nobody holds all of it in memory.
CREATE TABLE archives (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    progress     smallint NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),  -- percent
    error        text CHECK (length(error) <= 500),
    size_bytes   bigint,
    pieces       integer,
    contents     jsonb,                                                        -- rows by table, and what was left out
    created_by   uuid REFERENCES users ON DELETE SET NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    started_at   timestamptz,
    finished_at  timestamptz,
    CHECK ((state = 'done') = (pieces IS NOT NULL))
);
CREATE INDEX archives_workspace ON archives (workspace_id, created_at DESC);   -- the list
CREATE INDEX archives_unfinished ON archives (created_at) WHERE state IN ('waiting', 'running');  -- the job that takes them up

CREATE TABLE archive_pieces (
    archive_id uuid NOT NULL REFERENCES archives ON DELETE CASCADE,
    number     integer NOT NULL,
    content    bytea NOT NULL,
    PRIMARY KEY (archive_id, number)
);
ALTER TABLE archive_pieces ALTER COLUMN content SET STORAGE EXTERNAL;          -- compressed already

ALTER TABLE archives ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON archives USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
ALTER TABLE archive_pieces ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON archive_pieces USING (EXISTS (SELECT FROM archives a WHERE a.id = archive_id));
INSERT INTO api_rights VALUES ('archives', 'SELECT, INSERT, DELETE'), ('archive_pieces', 'SELECT');
