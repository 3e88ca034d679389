-- Why: large reports are made in the background, and some are sent every month.
-- A wish (api) and what became of it (analytics); the file is kept for 90 days.
CREATE TABLE reports (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL,
    time_zone    text NOT NULL,
    policy       text NOT NULL CHECK (length(policy) <= 60),                   -- name@version: what it meant when it was asked for
    format       text NOT NULL CHECK (format IN ('json', 'csv', 'xlsx', 'parquet', 'pdf')),
    table_name   text NOT NULL DEFAULT 'monitors',
    state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    progress     smallint NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),  -- percent
    error        text CHECK (length(error) <= 500),
    file         bytea,
    file_name    text,
    data_hash    text,
    availability double precision,
    link_hash    bytea UNIQUE CHECK (length(link_hash) = 32),                  -- SHA-256 of the token in a mail's link
    created_by   uuid REFERENCES users ON DELETE SET NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    started_at   timestamptz,
    finished_at  timestamptz,
    CHECK (ends_at > starts_at),
    CHECK ((state = 'done') = (file IS NOT NULL))
);
CREATE INDEX reports_workspace ON reports (workspace_id, created_at DESC);     -- the list
CREATE INDEX reports_unfinished ON reports (created_at) WHERE state IN ('waiting', 'running');  -- the job that takes them up

-- reports that are sent by mail when a period is over. `recipients` are addresses that the workspace tells of outages:
-- they agreed to its mails and can leave. Writers: api, analytics (sent_until)
CREATE TABLE report_schedules (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    cycle        text NOT NULL CHECK (cycle IN ('week', 'month', 'quarter', 'year')),
    format       text NOT NULL CHECK (format IN ('json', 'csv', 'xlsx', 'parquet', 'pdf')),
    policy       text NOT NULL CHECK (length(policy) <= 60),
    time_zone    text NOT NULL,
    recipients   text[] NOT NULL CHECK (cardinality(recipients) BETWEEN 1 AND 50),
    sent_until   timestamptz NOT NULL,                                         -- the end of the last period that was sent
    created_by   uuid REFERENCES users ON DELETE SET NULL,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX report_schedules_workspace ON report_schedules (workspace_id);

ALTER TABLE mails DROP CONSTRAINT mails_purpose_check;
ALTER TABLE mails ADD CONSTRAINT mails_purpose_check
    CHECK (purpose IN ('confirm', 'reset', 'change_email', 'notice', 'invite', 'recipient', 'alert', 'report'));

ALTER TABLE reports ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON reports USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
ALTER TABLE report_schedules ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON report_schedules USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
INSERT INTO api_rights VALUES ('reports', 'SELECT, INSERT, DELETE'), ('report_schedules', 'SELECT, INSERT, DELETE');
