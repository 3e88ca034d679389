DELETE FROM api_rights WHERE object IN ('policies', 'maintenance_windows', 'maintenance_occurrences', 'exclusions');
DROP FUNCTION is_in_maintenance;
DROP TABLE exclusions, maintenance_occurrences, maintenance_windows, policies;
