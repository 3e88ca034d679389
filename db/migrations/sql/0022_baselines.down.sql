DELETE FROM api_rights WHERE object IN ('baselines', 'latency_changes');
DROP TABLE latency_changes, baselines;
