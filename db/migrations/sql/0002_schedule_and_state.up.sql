-- Why: who checks, when each monitor is due, and what is true of it now.

CREATE TABLE regions (
    id   smallint PRIMARY KEY,
    name text NOT NULL UNIQUE
);
INSERT INTO regions VALUES (0, 'local');

-- worker processes that perform checks; writer: probes
CREATE TABLE probes (
    id            smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    region        smallint NOT NULL REFERENCES regions,
    name          text NOT NULL UNIQUE,                                       -- host and number, stable over restarts
    started_at    timestamptz NOT NULL DEFAULT now(),
    last_seen_at  timestamptz NOT NULL DEFAULT now(),
    offline_since timestamptz
);

-- when each monitor is due next; writer: probes (dispatcher). See core.schedule for the meaning of each time.
CREATE TABLE schedule (
    monitor_id      integer NOT NULL REFERENCES monitors ON DELETE CASCADE,
    region          smallint NOT NULL REFERENCES regions,
    revision        integer NOT NULL,
    period_s        integer NOT NULL CHECK (period_s >= 10),
    phase_ms        integer NOT NULL CHECK (phase_ms >= 0),
    budget_ms       integer NOT NULL,
    timeout_ms      integer NOT NULL,
    next_slot       timestamptz NOT NULL,
    sent_slot       timestamptz,
    sent_ends       timestamptz,
    sends           smallint NOT NULL DEFAULT 0,
    unswept_slot    timestamptz,
    unswept_ends    timestamptz,
    cut_at          timestamptz,            -- time of the last cut: points of older slots end here at the latest
    wake_at         timestamptz,            -- null: paused or deleted
    PRIMARY KEY (monitor_id, region),
    CHECK (phase_ms < period_s * 1000::bigint),
    CHECK ((sent_slot IS NULL) = (sent_ends IS NULL)),
    CHECK ((unswept_slot IS NULL) = (unswept_ends IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX schedule_wake ON schedule (wake_at) WHERE wake_at IS NOT NULL;    -- the dispatcher's claim

-- what is true now; writer: probes. The machine of core.machine, the open interval's end, and the latest verdict to show.
CREATE TABLE monitor_state (
    monitor_id     integer PRIMARY KEY REFERENCES monitors ON DELETE CASCADE,
    state          smallint CHECK (state BETWEEN 1 AND 5),                     -- confirmed; null: nothing known yet
    since          timestamptz,
    streak         smallint NOT NULL DEFAULT 0,
    streak_since   timestamptz,
    last_slot      timestamptz,
    covered_until  timestamptz,                                                -- end of the open interval
    recorded       smallint CHECK (recorded BETWEEN 1 AND 5),                  -- state of the last point (unknown included)
    outcome        smallint CHECK (outcome BETWEEN 1 AND 4),
    reason         smallint,
    detail         text,
    latency_us     integer,
    http_status    smallint,
    certificate_expires_at timestamptz,
    CHECK ((state IS NULL) = (since IS NULL))
) WITH (fillfactor = 70);
