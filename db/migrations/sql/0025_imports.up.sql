-- Why: whoever has an archive can bring it over the API, not only on the command line; and work that dies or finds no
-- room on the disk is taken up again within seconds, or ends with a reason.
ALTER TABLE archives
    ADD COLUMN attempts   smallint NOT NULL DEFAULT 0,
    ADD COLUMN touched_at timestamptz NOT NULL DEFAULT now();                  -- whoever makes it says so every 2 s

-- A file that somebody brings (api), and what became of it (analytics). It belongs to the person until it is a workspace;
-- the file lies in pieces, and is forgotten when the work has ended.
CREATE TABLE imports (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_by   uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name         text CHECK (length(name) BETWEEN 1 AND 100),                  -- of the new workspace; null: as it was called
    state        text NOT NULL DEFAULT 'uploading'
                 CHECK (state IN ('uploading', 'waiting', 'running', 'done', 'failed')),
    progress     smallint NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),  -- percent
    reason       text CHECK (length(reason) <= 40),                            -- why it failed, for programs
    error        text CHECK (length(error) <= 500),                            -- why it failed, for people
    size_bytes   bigint NOT NULL DEFAULT 0,
    result       jsonb,                                                        -- what came, and what did not fit
    workspace_id uuid REFERENCES workspaces ON DELETE SET NULL,
    attempts     smallint NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT now(),
    touched_at   timestamptz NOT NULL DEFAULT now(),                           -- whoever uploads or makes it says so
    finished_at  timestamptz,
    CHECK ((state = 'done') = (result IS NOT NULL))
);
CREATE INDEX imports_person ON imports (created_by, created_at DESC);          -- the list
CREATE UNIQUE INDEX imports_one_each ON imports (created_by) WHERE state IN ('uploading', 'waiting', 'running');
CREATE INDEX imports_workspace ON imports (workspace_id) WHERE workspace_id IS NOT NULL;  -- when a workspace is purged

CREATE TABLE import_pieces (
    import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
    number    integer NOT NULL,
    content   bytea NOT NULL,
    PRIMARY KEY (import_id, number)
);
ALTER TABLE import_pieces ALTER COLUMN content SET STORAGE EXTERNAL;           -- compressed already

ALTER TABLE imports ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON imports USING (created_by = nullif(current_setting('healther.user_id', true), '')::uuid);
ALTER TABLE import_pieces ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON import_pieces USING (EXISTS (SELECT FROM imports i WHERE i.id = import_id));
INSERT INTO api_rights VALUES ('imports', 'SELECT, INSERT, UPDATE, DELETE'), ('import_pieces', 'INSERT');
