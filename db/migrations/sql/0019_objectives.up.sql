-- Why: what availability is aimed at or promised, over which window, and what is given back when it is missed.
CREATE TABLE objectives (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    name         text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 100),
    tree         jsonb NOT NULL CHECK (jsonb_typeof(tree) = 'object'),         -- core.trees: which monitors, and how together
    target       double precision NOT NULL CHECK (target > 0 AND target < 1),
    cycle        text NOT NULL CHECK (cycle IN ('week', 'month', 'quarter', 'year', 'rolling')),
    rolling_days integer CHECK (rolling_days BETWEEN 1 AND 366),
    time_zone    text NOT NULL,
    policy       text NOT NULL CHECK (length(policy) <= 60),                   -- name or name@version
    tiers        jsonb NOT NULL CHECK (jsonb_typeof(tiers) = 'array'),         -- credits, lowest limit first
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    CHECK ((cycle = 'rolling') = (rolling_days IS NOT NULL))
);
CREATE INDEX objectives_workspace ON objectives (workspace_id);                -- the list

ALTER TABLE objectives ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON objectives USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
INSERT INTO api_rights VALUES ('objectives', 'SELECT, INSERT, UPDATE, DELETE');
