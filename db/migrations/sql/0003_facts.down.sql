DROP TABLE imported_days, outbox, incidents, state_intervals;
DROP TABLE checks;  -- alone: a hypertable cannot be dropped along with others
