DROP TABLE monitor_state, schedule, probes, regions;
