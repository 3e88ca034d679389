-- Why: every mail is a row first. Redis only wakes the sender; a mail is sent at least once and never silently dropped.
CREATE TABLE mails (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purpose      text NOT NULL CHECK (purpose IN ('confirm', 'reset', 'change_email', 'notice', 'invite', 'recipient', 'alert')),
    workspace_id uuid REFERENCES workspaces ON DELETE CASCADE,
    outbox_id    bigint REFERENCES outbox ON DELETE CASCADE,  -- the event it tells of
    address      text NOT NULL CHECK (length(address) BETWEEN 3 AND 254),
    message_id   text NOT NULL UNIQUE,  -- the same for every try: a receiver can tell a repetition
    subject      text NOT NULL CHECK (subject !~ '[\x01-\x1f]'),
    headers      jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(headers) = 'object'),
    body_text    text,  -- emptied once it is sent: it may hold a link that opens something
    body_html    text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    due_at       timestamptz NOT NULL DEFAULT now(),
    attempts     smallint NOT NULL DEFAULT 0,
    leased_until timestamptz,
    sent_at      timestamptz,
    dead_at      timestamptz,  -- given up: refused for good, or a day of trying
    error        text,
    CHECK (sent_at IS NULL OR dead_at IS NULL),
    CHECK (body_text IS NOT NULL OR sent_at IS NOT NULL OR dead_at IS NOT NULL)
);
CREATE UNIQUE INDEX mails_event ON mails (outbox_id, address) WHERE outbox_id IS NOT NULL;  -- one an event and address
CREATE INDEX mails_due ON mails (due_at) WHERE sent_at IS NULL AND dead_at IS NULL;         -- the sender's claim
CREATE INDEX mails_dead ON mails (dead_at) WHERE dead_at IS NOT NULL;                       -- the operator's list

-- who is told of a workspace's outages; they need no account
CREATE TABLE recipients (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    email        text NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    added_by     uuid REFERENCES users ON DELETE SET NULL,
    leave_hash   bytea NOT NULL UNIQUE CHECK (length(leave_hash) = 32),  -- SHA-256 of the token in each mail's way out
    created_at   timestamptz NOT NULL DEFAULT now(),
    confirmed_at timestamptz,  -- null while they must agree first
    left_at      timestamptz,
    UNIQUE (workspace_id, email)
);

-- a flapping monitor is folded: what was told last, and how much was not
CREATE TABLE alert_state (
    monitor_id integer PRIMARY KEY REFERENCES monitors ON DELETE CASCADE,
    told_at    timestamptz NOT NULL,  -- of the last outage that was told
    folded     integer NOT NULL DEFAULT 0  -- outages since then that were not
);
