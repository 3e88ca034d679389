DROP FUNCTION checks_daily_watermark;
DROP MATERIALIZED VIEW checks_daily;
DROP MATERIALIZED VIEW checks_hourly;
