-- Why: one place to read a day, whether it is over, was imported, or is still going on.
-- `starts_at` is the same as `day` as a time: ranges over it reach the indexes and chunks below.
CREATE VIEW days AS
SELECT monitor_id,
       bucket AS starts_at,
       (bucket AT TIME ZONE 'UTC')::date AS day,
       up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures,
       p50_us, p95_us, p99_us,
       true AS is_closed
  FROM checks_daily
 UNION ALL
SELECT monitor_id,
       day::timestamp AT TIME ZONE 'UTC' AS starts_at,
       day,
       up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures,
       p50_us, p95_us, p99_us,
       true AS is_closed
  FROM imported_days AS imported
 WHERE NOT EXISTS (SELECT
                     FROM checks_daily AS own
                    WHERE own.monitor_id = imported.monitor_id
                      AND own.bucket = imported.day::timestamp AT TIME ZONE 'UTC')
 UNION ALL
SELECT monitor_id,
       date_bin('24 hours', bucket, '2000-01-01 00:00:00+00') AS starts_at,
       (date_bin('24 hours', bucket, '2000-01-01 00:00:00+00') AT TIME ZONE 'UTC')::date AS day,
       sum(up_s)::bigint AS up_s,
       sum(degraded_s)::bigint AS degraded_s,
       sum(down_s)::bigint AS down_s,
       sum(unknown_s)::bigint AS unknown_s,
       sum(maintenance_s)::bigint AS maintenance_s,
       sum(checks)::bigint AS checks,
       sum(failures)::bigint AS failures,
       NULL::integer AS p50_us, NULL::integer AS p95_us, NULL::integer AS p99_us,
       false AS is_closed
  FROM checks_hourly
 WHERE bucket >= (SELECT checks_daily_watermark())
 GROUP BY monitor_id, date_bin('24 hours', bucket, '2000-01-01 00:00:00+00');
