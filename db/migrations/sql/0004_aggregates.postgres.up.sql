-- What TimescaleDB's continuous aggregates are there, made of tables, marks and a watermark: the same numbers.
-- Seconds by state count every point, cuts (negative) included; checks are verdicts that were really run.

-- the first bucket that is not stored yet; what is younger is added up when it is read
CREATE TABLE rollups (
    name      text PRIMARY KEY CHECK (name IN ('checks_hourly', 'checks_daily')),
    watermark timestamptz NOT NULL
);
INSERT INTO rollups VALUES ('checks_hourly', '-infinity'), ('checks_daily', '-infinity');

CREATE TABLE stored_hours (
    monitor_id     integer NOT NULL,
    bucket         timestamptz NOT NULL,
    up_s           bigint NOT NULL,
    degraded_s     bigint NOT NULL,
    down_s         bigint NOT NULL,
    unknown_s      bigint NOT NULL,
    maintenance_s  bigint NOT NULL,
    checks         bigint NOT NULL,
    failures       bigint NOT NULL,
    latency_sum_us bigint NOT NULL,
    latency_count  bigint NOT NULL,
    latency_min_us integer,
    latency_max_us integer,
    PRIMARY KEY (monitor_id, bucket)
);
CREATE INDEX stored_hours_bucket ON stored_hours (bucket);                    -- days that are not stored yet

CREATE TABLE stored_days (
    monitor_id     integer NOT NULL,
    bucket         timestamptz NOT NULL,
    up_s           bigint NOT NULL,
    degraded_s     bigint NOT NULL,
    down_s         bigint NOT NULL,
    unknown_s      bigint NOT NULL,
    maintenance_s  bigint NOT NULL,
    checks         bigint NOT NULL,
    failures       bigint NOT NULL,
    latency_sum_us bigint NOT NULL,
    latency_count  bigint NOT NULL,
    latency_min_us integer,
    latency_max_us integer,
    p50_us         integer,
    p95_us         integer,
    p99_us         integer,
    histogram      integer[],
    PRIMARY KEY (monitor_id, bucket)
);

-- Adds up the hours (monitors[i], buckets[i]) from their points; an hour without points has no row.
-- LATERAL keeps the planner on one index scan an hour, whatever it believes about the tables.
CREATE FUNCTION add_up_hours(monitors integer[], buckets timestamptz[]) RETURNS SETOF stored_hours
LANGUAGE sql STABLE AS $$
    SELECT dirty.monitor_id, dirty.bucket,
           up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures, latency_sum_us, latency_count,
           latency_min_us, latency_max_us
      FROM unnest(monitors, buckets) AS dirty (monitor_id, bucket)
     CROSS JOIN LATERAL (
           SELECT count(*) AS points,
                  coalesce(sum(covers_s) FILTER (WHERE state = 1), 0) AS up_s,
                  coalesce(sum(covers_s) FILTER (WHERE state = 2), 0) AS degraded_s,
                  coalesce(sum(covers_s) FILTER (WHERE state = 3), 0) AS down_s,
                  coalesce(sum(covers_s) FILTER (WHERE state = 4), 0) AS unknown_s,
                  coalesce(sum(covers_s) FILTER (WHERE state = 5), 0) AS maintenance_s,
                  count(*) FILTER (WHERE attempt = 0 AND outcome IN (1, 2, 3)) AS checks,
                  count(*) FILTER (WHERE attempt = 0 AND outcome = 3) AS failures,
                  coalesce(sum(latency_us) FILTER (WHERE attempt = 0 AND outcome IN (1, 2)), 0) AS latency_sum_us,
                  count(latency_us) FILTER (WHERE attempt = 0 AND outcome IN (1, 2)) AS latency_count,
                  min(latency_us) FILTER (WHERE attempt = 0 AND outcome IN (1, 2)) AS latency_min_us,
                  max(latency_us) FILTER (WHERE attempt = 0 AND outcome IN (1, 2)) AS latency_max_us
             FROM checks
            WHERE monitor_id = dirty.monitor_id
              AND slot >= dirty.bucket
              AND slot < dirty.bucket + INTERVAL '1 hour'
           ) AS added
     WHERE points > 0
$$;

-- Adds up the UTC days (monitors[i], buckets[i]) from their points; the histogram's bins are those of core.histogram.
CREATE FUNCTION add_up_days(monitors integer[], buckets timestamptz[]) RETURNS SETOF stored_days
LANGUAGE sql STABLE AS $$
    SELECT dirty.monitor_id, dirty.bucket,
           up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures, latency_sum_us, latency_count,
           latency_min_us, latency_max_us,
           percentiles[1], percentiles[2], percentiles[3], bins
      FROM unnest(monitors, buckets) AS dirty (monitor_id, bucket)
     CROSS JOIN LATERAL (
           SELECT count(*) AS points,
                  coalesce(sum(covers_s) FILTER (WHERE state = 1), 0) AS up_s,
                  coalesce(sum(covers_s) FILTER (WHERE state = 2), 0) AS degraded_s,
                  coalesce(sum(covers_s) FILTER (WHERE state = 3), 0) AS down_s,
                  coalesce(sum(covers_s) FILTER (WHERE state = 4), 0) AS unknown_s,
                  coalesce(sum(covers_s) FILTER (WHERE state = 5), 0) AS maintenance_s,
                  count(*) FILTER (WHERE attempt = 0 AND outcome IN (1, 2, 3)) AS checks,
                  count(*) FILTER (WHERE attempt = 0 AND outcome = 3) AS failures,
                  coalesce(sum(latency_us) FILTER (WHERE attempt = 0 AND outcome IN (1, 2)), 0) AS latency_sum_us,
                  count(latency_us) FILTER (WHERE attempt = 0 AND outcome IN (1, 2)) AS latency_count,
                  min(latency_us) FILTER (WHERE attempt = 0 AND outcome IN (1, 2)) AS latency_min_us,
                  max(latency_us) FILTER (WHERE attempt = 0 AND outcome IN (1, 2)) AS latency_max_us,
                  percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY latency_us)
                      FILTER (WHERE attempt = 0 AND outcome IN (1, 2)) AS percentiles
             FROM checks
            WHERE monitor_id = dirty.monitor_id
              AND slot >= dirty.bucket
              AND slot < dirty.bucket + INTERVAL '24 hours'
           ) AS added
     CROSS JOIN LATERAL (
           SELECT CASE WHEN count(n) > 0 THEN array_agg(coalesce(n, 0) ORDER BY bin) END AS bins
             FROM generate_series(0, 825) AS bin
             LEFT JOIN (
                  SELECT width_bucket(ln(latency_us::float8) / ln(1.02::float8), 116, 940, 824) AS bin,
                         count(*)::integer AS n
                    FROM checks
                   WHERE monitor_id = dirty.monitor_id
                     AND slot >= dirty.bucket
                     AND slot < dirty.bucket + INTERVAL '24 hours'
                     AND attempt = 0 AND outcome IN (1, 2) AND latency_us > 0
                   GROUP BY 1
                  ) AS counted USING (bin)
           ) AS histogram
     WHERE points > 0
$$;

CREATE FUNCTION checks_daily_watermark() RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT watermark FROM rollups WHERE name = 'checks_daily'
$$;

-- Hours are shown up to the last point: the hours not yet stored are added up when they are read.
CREATE VIEW checks_hourly AS
SELECT monitor_id, bucket,
       up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures, latency_sum_us, latency_count,
       latency_min_us, latency_max_us
  FROM stored_hours
 WHERE bucket < (SELECT watermark FROM rollups WHERE name = 'checks_hourly')
 UNION ALL
SELECT monitor_id,
       date_bin('1 hour', slot, '2000-01-01 00:00:00+00') AS bucket,
       coalesce(sum(covers_s) FILTER (WHERE state = 1), 0) AS up_s,
       coalesce(sum(covers_s) FILTER (WHERE state = 2), 0) AS degraded_s,
       coalesce(sum(covers_s) FILTER (WHERE state = 3), 0) AS down_s,
       coalesce(sum(covers_s) FILTER (WHERE state = 4), 0) AS unknown_s,
       coalesce(sum(covers_s) FILTER (WHERE state = 5), 0) AS maintenance_s,
       count(*) FILTER (WHERE attempt = 0 AND outcome IN (1, 2, 3)) AS checks,
       count(*) FILTER (WHERE attempt = 0 AND outcome = 3) AS failures,
       coalesce(sum(latency_us) FILTER (WHERE attempt = 0 AND outcome IN (1, 2)), 0) AS latency_sum_us,
       count(latency_us) FILTER (WHERE attempt = 0 AND outcome IN (1, 2)) AS latency_count,
       min(latency_us) FILTER (WHERE attempt = 0 AND outcome IN (1, 2)) AS latency_min_us,
       max(latency_us) FILTER (WHERE attempt = 0 AND outcome IN (1, 2)) AS latency_max_us
  FROM checks
 WHERE slot >= (SELECT watermark FROM rollups WHERE name = 'checks_hourly')
 GROUP BY monitor_id, date_bin('1 hour', slot, '2000-01-01 00:00:00+00');

-- Days are stored when they are over.
CREATE VIEW checks_daily AS
SELECT monitor_id, bucket,
       up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures, latency_sum_us, latency_count,
       latency_min_us, latency_max_us,
       p50_us, p95_us, p99_us, histogram
  FROM stored_days
 WHERE bucket < (SELECT checks_daily_watermark());
