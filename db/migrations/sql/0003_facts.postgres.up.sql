-- The same columns, partitioned by weeks that start with the epoch's, as TimescaleDB's chunks of 7 days do.
ALTER TABLE checks RENAME TO checks_shape;
CREATE TABLE checks (LIKE checks_shape INCLUDING ALL) PARTITION BY RANGE (slot);
DROP TABLE checks_shape;

-- Makes the partitions that hold the points between two times; tells how many were missing.
-- ATTACH locks out neither readers nor writers, CREATE TABLE … PARTITION OF would.
CREATE FUNCTION make_checks_partitions(first_at timestamptz, last_at timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    week_s CONSTANT bigint := 604800;
    week bigint := floor(extract(epoch FROM first_at) / week_s);
    made integer := 0;
    partition text;
BEGIN
    PERFORM pg_advisory_xact_lock(7204711903377153);
    WHILE week * week_s <= extract(epoch FROM last_at) LOOP
        partition := 'checks_' || to_char(to_timestamp(week * week_s) AT TIME ZONE 'UTC', 'YYYYMMDD');
        IF to_regclass(partition) IS NULL THEN
            EXECUTE format('CREATE TABLE %I (LIKE checks INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition);
            EXECUTE format('ALTER TABLE checks ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition,
                           to_timestamp(week * week_s), to_timestamp((week + 1) * week_s));
            made := made + 1;
        END IF;
        week := week + 1;
    END LOOP;
    RETURN made;
END
$$;
SELECT make_checks_partitions(now() - INTERVAL '7 days', now() + INTERVAL '28 days');

-- Hours and days whose points changed since they were added up. Marked by the statement that inserts the points.
CREATE TABLE dirty_hours (
    monitor_id integer NOT NULL,
    bucket     timestamptz NOT NULL,
    PRIMARY KEY (monitor_id, bucket)
);
CREATE INDEX dirty_hours_bucket ON dirty_hours (bucket);                      -- refresh takes the closed ones
CREATE TABLE dirty_days (
    monitor_id integer NOT NULL,
    bucket     timestamptz NOT NULL,
    PRIMARY KEY (monitor_id, bucket)
);
CREATE INDEX dirty_days_bucket ON dirty_days (bucket);                        -- refresh takes the closed ones
