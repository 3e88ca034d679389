-- Chunks of 7 days. Stored compressed after 3 days, a monitor's points side by side in the order of their slots.
SELECT create_hypertable('checks', by_range('slot', INTERVAL '7 days'), create_default_indexes => false);
ALTER TABLE checks SET (
    timescaledb.compress,
    timescaledb.compress_segmentby = 'monitor_id',
    timescaledb.compress_orderby = 'slot, region, attempt'
);
SELECT add_compression_policy('checks', INTERVAL '3 days');
-- the keeper moves this along with the longest retention in use; a chunk goes when its youngest point is older
SELECT add_retention_policy('checks', INTERVAL '90 days');

-- UTC days that received points. The keeper refreshes each once more when the regular refresh no longer looks at it, and
-- then forgets it: so late points, and what a machine that was off left behind, are added up too.
CREATE TABLE fresh_days (
    day       date PRIMARY KEY,
    marked_at timestamptz NOT NULL DEFAULT clock_timestamp()      -- of the last such point
);
