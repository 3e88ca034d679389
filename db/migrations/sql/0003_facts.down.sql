DROP TABLE imported_days, outbox, incidents, state_intervals, checks;
