-- Seconds by state count every point, cuts (negative) included; checks are verdicts that were really run.
-- Hours are shown up to the last point: the hours not yet stored are added up when they are read.
CREATE MATERIALIZED VIEW checks_hourly
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT monitor_id,
       time_bucket(INTERVAL '1 hour', slot) AS bucket,
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
 GROUP BY monitor_id, time_bucket(INTERVAL '1 hour', slot)
  WITH NO DATA;

-- Days are stored when they are over: adding up an open day would read all its points again and again.
-- The histogram's bins are those of core.histogram; histogram() counts a null into any bin, hence its filter.
CREATE MATERIALIZED VIEW checks_daily
WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS
SELECT monitor_id,
       time_bucket(INTERVAL '1 day', slot) AS bucket,
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
       (percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY latency_us)
           FILTER (WHERE attempt = 0 AND outcome IN (1, 2)))[1] AS p50_us,
       (percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY latency_us)
           FILTER (WHERE attempt = 0 AND outcome IN (1, 2)))[2] AS p95_us,
       (percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY latency_us)
           FILTER (WHERE attempt = 0 AND outcome IN (1, 2)))[3] AS p99_us,
       histogram(ln(latency_us::float8) / ln(1.02::float8), 116, 940, 824)
           FILTER (WHERE attempt = 0 AND outcome IN (1, 2) AND latency_us > 0) AS histogram
  FROM checks
 GROUP BY monitor_id, time_bucket(INTERVAL '1 day', slot)
  WITH NO DATA;

-- 4 days back make 3 whole ones whatever the time of day; never more, for shorter retentions delete what is older.
SELECT add_continuous_aggregate_policy('checks_hourly', start_offset => INTERVAL '4 days',
                                       end_offset => INTERVAL '5 minutes', schedule_interval => INTERVAL '5 minutes');
SELECT add_continuous_aggregate_policy('checks_daily', start_offset => INTERVAL '4 days',
                                       end_offset => INTERVAL '5 minutes', schedule_interval => INTERVAL '5 minutes');

-- the first UTC day that checks_daily does not hold yet
CREATE FUNCTION checks_daily_watermark() RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT max(bucket) + INTERVAL '24 hours' FROM checks_daily), '-infinity')
$$;
