-- Why: what is usual for a monitor is learnt once a day, not at each look; what changed is told long after the single
-- checks that showed it are gone. Writer: analytics.
CREATE TABLE baselines (
    monitor_id   integer PRIMARY KEY REFERENCES monitors ON DELETE CASCADE,
    learnt_from  timestamptz NOT NULL,
    learnt_to    timestamptz NOT NULL,
    hour_of_week smallint[] NOT NULL,                                          -- 0 is Monday 00:00 UTC; only those that are known
    median_us    integer[] NOT NULL,
    mad_us       integer[] NOT NULL,
    checks       integer[] NOT NULL,
    computed_at  timestamptz NOT NULL DEFAULT now(),
    CHECK (learnt_from <= learnt_to),
    CHECK (cardinality(hour_of_week) <= 168 AND cardinality(median_us) = cardinality(hour_of_week)
           AND cardinality(mad_us) = cardinality(hour_of_week) AND cardinality(checks) = cardinality(hour_of_week))
);
CREATE TABLE latency_changes (
    monitor_id integer NOT NULL REFERENCES monitors ON DELETE CASCADE,
    at         timestamptz NOT NULL,                                           -- slot of the first check of the new level
    before_us  integer NOT NULL,
    after_us   integer NOT NULL,
    PRIMARY KEY (monitor_id, at)
);

ALTER TABLE baselines ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON baselines USING (EXISTS (SELECT FROM monitors m WHERE m.id = monitor_id));
ALTER TABLE latency_changes ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON latency_changes USING (EXISTS (SELECT FROM monitors m WHERE m.id = monitor_id));
INSERT INTO api_rights VALUES ('baselines', 'SELECT'), ('latency_changes', 'SELECT');
