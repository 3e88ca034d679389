DROP TABLE dirty_days, dirty_hours;
DROP FUNCTION make_checks_partitions;
