-- Why: who changes a window changes what is to come. What it has been, and for which monitors, stays in the figures.
ALTER TABLE maintenance_occurrences
    ADD COLUMN is_for_all  boolean NOT NULL DEFAULT false,
    ADD COLUMN monitor_ids integer[] NOT NULL DEFAULT '{}',
    ADD COLUMN tags        text[] NOT NULL DEFAULT '{}';
UPDATE maintenance_occurrences AS o
   SET is_for_all = w.is_for_all, monitor_ids = w.monitor_ids, tags = w.tags
  FROM maintenance_windows w
 WHERE w.id = o.window_id;

CREATE OR REPLACE FUNCTION is_in_maintenance(monitor integer, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
           SELECT
             FROM maintenance_occurrences o
             JOIN monitors m ON m.workspace_id = o.workspace_id
            WHERE m.id = monitor
              AND tstzrange(o.starts_at, o.ends_at) @> at
              AND (o.is_for_all OR m.id = ANY (o.monitor_ids) OR m.tags && o.tags))
$$;
