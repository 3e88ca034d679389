-- Why: what was seen. Check points, the ledger of states, incidents, side effects to come, days without points.

-- raw points. No foreign key: facts outlive what people delete, until retention drops them.
CREATE TABLE checks (
    slot        timestamptz NOT NULL,
    monitor_id  integer NOT NULL,
    covers_s    integer NOT NULL,              -- negative in a cut (attempt -1)
    latency_us  integer CHECK (latency_us >= 0),
    dns_us      integer CHECK (dns_us >= 0),
    connect_us  integer CHECK (connect_us >= 0),
    tls_us      integer CHECK (tls_us >= 0),
    wait_us     integer CHECK (wait_us >= 0),
    transfer_us integer CHECK (transfer_us >= 0),
    lateness_ms integer,                       -- null in carry points and cuts
    region      smallint NOT NULL,
    attempt     smallint NOT NULL CHECK (attempt >= -1),   -- 0 verdict or carry, 1… tries and manual checks, -1 cut
    state       smallint NOT NULL CHECK (state BETWEEN 1 AND 5),
    outcome     smallint CHECK (outcome BETWEEN 1 AND 4),  -- null: carry point or cut, no try was made
    reason      smallint,
    http_status smallint,
    probe       smallint,
    address     inet,
    detail      text CHECK (length(detail) <= 200),
    CHECK (covers_s <= 3600 AND (covers_s >= 0 OR attempt = -1) AND (attempt <= 0 OR covers_s = 0)),
    UNIQUE (monitor_id, slot, region, attempt)
);

-- the ledger's base; kept for ever. ended_at null = the open interval, which ends at monitor_state.covered_until
CREATE TABLE state_intervals (
    monitor_id integer NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    state      smallint NOT NULL CHECK (state BETWEEN 1 AND 5),
    PRIMARY KEY (monitor_id, started_at),
    CHECK (ended_at > started_at)
);
CREATE UNIQUE INDEX state_intervals_open ON state_intervals (monitor_id) WHERE ended_at IS NULL;

CREATE TABLE incidents (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    monitor_id integer NOT NULL REFERENCES monitors ON DELETE CASCADE,
    started_at timestamptz NOT NULL,           -- slot of the first failed try
    ended_at   timestamptz,
    end_cause  text CHECK (end_cause IN ('recovered', 'paused', 'deleted')),
    reason     smallint NOT NULL,
    detail     text,
    http_status smallint,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (ended_at >= started_at), CHECK ((ended_at IS NULL) = (end_cause IS NULL))
);
CREATE UNIQUE INDEX incidents_open ON incidents (monitor_id) WHERE ended_at IS NULL;   -- one at a time
CREATE INDEX incidents_monitor ON incidents (monitor_id, started_at DESC);             -- a monitor's history

-- side effects to come: written with the facts, sent later, at least once
CREATE TABLE outbox (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident_id bigint NOT NULL REFERENCES incidents ON DELETE CASCADE,
    event       text NOT NULL CHECK (event IN ('opened', 'closed')),
    due_at      timestamptz NOT NULL DEFAULT now(),
    attempts    smallint NOT NULL DEFAULT 0,
    leased_until timestamptz,
    done_at     timestamptz,
    error       text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (incident_id, event)
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE done_at IS NULL;

-- history that came without points (imports, restore): an aggregate cannot be written, so it lives beside it
CREATE TABLE imported_days (
    monitor_id    integer NOT NULL,
    day           date NOT NULL,
    source        text NOT NULL,
    up_s          integer NOT NULL DEFAULT 0 CHECK (up_s >= 0),
    degraded_s    integer NOT NULL DEFAULT 0 CHECK (degraded_s >= 0),
    down_s        integer NOT NULL DEFAULT 0 CHECK (down_s >= 0),
    unknown_s     integer NOT NULL DEFAULT 0 CHECK (unknown_s >= 0),
    maintenance_s integer NOT NULL DEFAULT 0 CHECK (maintenance_s >= 0),
    checks        integer NOT NULL DEFAULT 0 CHECK (checks >= 0),
    failures      integer NOT NULL DEFAULT 0 CHECK (failures BETWEEN 0 AND checks),
    p50_us        integer CHECK (p50_us >= 0),
    p95_us        integer CHECK (p95_us >= p50_us),
    p99_us        integer CHECK (p99_us >= p95_us),
    PRIMARY KEY (monitor_id, day),
    CHECK (up_s + degraded_s + down_s + unknown_s + maintenance_s <= 86400)
);
