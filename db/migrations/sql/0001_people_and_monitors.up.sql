-- Why: what people want. Users and their sessions, workspaces, monitors, wishes for a check, pings received.

-- one row: what was decided or reached for the whole installation
CREATE TABLE installation (
    is_the_one  boolean PRIMARY KEY DEFAULT true CHECK (is_the_one),
    engine      text NOT NULL CHECK (engine IN ('timescale', 'postgres')),
    raw_days    integer NOT NULL DEFAULT 90 CHECK (raw_days BETWEEN 7 AND 3650),  -- longest retention in use
    raw_from    date NOT NULL DEFAULT '-infinity',  -- from here on the points of every monitor are complete
    created_at  timestamptz NOT NULL DEFAULT now()
);
INSERT INTO installation (engine)
SELECT CASE WHEN EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb')
             AND current_setting('timescaledb.license', true) = 'timescale'
            THEN 'timescale' ELSE 'postgres' END;

CREATE TABLE users (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email         text NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    password_hash text,
    first_name    text NOT NULL DEFAULT '' CHECK (length(first_name) <= 100),
    last_name     text NOT NULL DEFAULT '' CHECK (length(last_name) <= 100),
    is_operator   boolean NOT NULL DEFAULT false,
    theme         text NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark')),
    session_epoch integer NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_email ON users (email);  -- log in

-- one row per sign-in; its refresh tokens rotate, a reused one ends the family (the session)
CREATE TABLE sessions (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id             uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    token_hash          bytea NOT NULL CHECK (length(token_hash) = 32),      -- SHA-256 of the current refresh token
    previous_token_hash bytea CHECK (length(previous_token_hash) = 32),      -- still good for a few seconds after a rotation
    rotated_at          timestamptz NOT NULL DEFAULT now(),
    user_agent          text NOT NULL DEFAULT '' CHECK (length(user_agent) <= 300),
    address             inet,
    created_at          timestamptz NOT NULL DEFAULT now(),
    last_used_at        timestamptz NOT NULL DEFAULT now(),
    expires_at          timestamptz NOT NULL,
    ended_at            timestamptz,
    CHECK (expires_at > created_at)
);
CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);                  -- refresh
CREATE INDEX sessions_previous ON sessions (previous_token_hash) WHERE previous_token_hash IS NOT NULL;
CREATE INDEX sessions_user ON sessions (user_id) WHERE ended_at IS NULL;      -- log out everywhere

CREATE TABLE workspaces (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name       text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 100),
    slug       text NOT NULL CHECK (slug ~ '^[a-z0-9](-?[a-z0-9]){1,62}$'),
    is_public  boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);
CREATE UNIQUE INDEX workspaces_slug ON workspaces (slug);                     -- the public page

CREATE TABLE memberships (
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    role         text NOT NULL CHECK (role IN ('owner', 'admin', 'observer')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id);                       -- my workspaces

-- what people want; writer: api
CREATE TABLE monitors (
    id                 integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id       uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    name               text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 200),
    kind               text NOT NULL CHECK (kind IN ('http', 'tcp', 'icmp', 'dns', 'tls', 'heartbeat')),
    target             text NOT NULL CHECK (length(target) <= 2048),
    period_value       integer NOT NULL CHECK (period_value > 0),
    period_unit        text NOT NULL CHECK (period_unit IN ('seconds', 'minutes', 'hours', 'days', 'weeks')),
    period_s           integer NOT NULL CHECK (period_s BETWEEN 10 AND 31449600),   -- 52 weeks
    retention_days     integer NOT NULL DEFAULT 90 CHECK (retention_days BETWEEN 7 AND 3650),
    timeout_ms         integer NOT NULL CHECK (timeout_ms BETWEEN 100 AND 60000),
    confirm_failures   smallint NOT NULL CHECK (confirm_failures BETWEEN 1 AND 10),
    confirm_recoveries smallint NOT NULL CHECK (confirm_recoveries BETWEEN 1 AND 10),
    retry_ms           integer NOT NULL CHECK (retry_ms BETWEEN 0 AND 3600000),
    grace_s            integer NOT NULL DEFAULT 0 CHECK (grace_s BETWEEN 0 AND 31449600),
    method             text NOT NULL DEFAULT 'GET' CHECK (method IN ('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')),
    headers            jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(headers) = 'object'),
    body               text CHECK (length(body) <= 65536),
    follow_redirects   boolean NOT NULL DEFAULT true,
    verify_tls         boolean NOT NULL DEFAULT true,
    expect             jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(expect) = 'object'),
    dns_record         text NOT NULL DEFAULT 'A' CHECK (dns_record IN ('A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS', 'SOA')),
    dns_resolver       text,
    tags               text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 20),
    group_name         text CHECK (length(group_name) <= 100),
    is_public          boolean NOT NULL DEFAULT true,
    public_name        text CHECK (length(public_name) <= 200),
    recipients         text[],                                                -- null: those of the workspace
    ping_token         text CHECK (length(ping_token) >= 22),                 -- heartbeat: the secret part of its address
    paused_at          timestamptz,
    resumed_at         timestamptz,                                            -- heartbeats: pings are expected from then on
    deleted_at         timestamptz,
    revision           integer NOT NULL DEFAULT 1,                            -- grows with every change that probes must see
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    CHECK ((kind = 'heartbeat') = (ping_token IS NOT NULL)),
    CHECK (confirm_failures * timeout_ms + (confirm_failures - 1) * retry_ms <= period_s * 1000::bigint)
);
CREATE INDEX monitors_workspace ON monitors (workspace_id) WHERE deleted_at IS NULL;   -- the workspace's list
CREATE UNIQUE INDEX monitors_ping_token ON monitors (ping_token);                      -- an inbound ping

-- new, changed, paused, resumed and deleted monitors that the dispatcher must act on. Filled by a trigger, so that no
-- writer can forget it; emptied by the dispatcher (probes).
CREATE TABLE monitor_changes (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    monitor_id integer NOT NULL REFERENCES monitors ON DELETE CASCADE,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE FUNCTION note_monitor_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO monitor_changes (monitor_id) VALUES (new.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER monitors_added AFTER INSERT ON monitors
    FOR EACH ROW EXECUTE FUNCTION note_monitor_change();
CREATE TRIGGER monitors_changed AFTER UPDATE ON monitors
    FOR EACH ROW WHEN (old.revision <> new.revision) EXECUTE FUNCTION note_monitor_change();

-- "check now": a wish (api) and its answer (probes)
CREATE TABLE check_requests (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    monitor_id   integer REFERENCES monitors ON DELETE CASCADE,      -- null: an unsaved monitor
    spec         jsonb,                                              -- of an unsaved monitor
    is_public    boolean NOT NULL DEFAULT false,                     -- public addresses only
    requested_by uuid REFERENCES users ON DELETE SET NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    handled_at   timestamptz,
    answer       jsonb,
    CHECK ((monitor_id IS NULL) <> (spec IS NULL))
);
CREATE INDEX check_requests_open ON check_requests (created_at) WHERE handled_at IS NULL;

-- inbound pings of heartbeats; writer: api
CREATE TABLE pings (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    monitor_id  integer NOT NULL REFERENCES monitors ON DELETE CASCADE,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind        text NOT NULL CHECK (kind IN ('success', 'start', 'fail', 'log', 'exit')),
    exit_status smallint CHECK (exit_status BETWEEN 0 AND 255),
    method      text NOT NULL, address inet, user_agent text CHECK (length(user_agent) <= 200),
    body        text CHECK (length(body) <= 10000),
    CHECK ((kind = 'exit') = (exit_status IS NOT NULL))
);
CREATE INDEX pings_monitor ON pings (monitor_id, received_at DESC);
