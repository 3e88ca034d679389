DROP TABLE pings, check_requests, monitor_changes, monitors;
DROP FUNCTION note_monitor_change;
DROP TABLE memberships, workspaces, sessions, users, installation;
