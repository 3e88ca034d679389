CREATE OR REPLACE FUNCTION is_in_maintenance(monitor integer, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
           SELECT
             FROM maintenance_occurrences o
             JOIN maintenance_windows w ON w.id = o.window_id
             JOIN monitors m ON m.workspace_id = o.workspace_id
            WHERE m.id = monitor
              AND tstzrange(o.starts_at, o.ends_at) @> at
              AND (w.is_for_all OR m.id = ANY (w.monitor_ids) OR m.tags && w.tags))
$$;
ALTER TABLE maintenance_occurrences DROP COLUMN is_for_all, DROP COLUMN monitor_ids, DROP COLUMN tags;
