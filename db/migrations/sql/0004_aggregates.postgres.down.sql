DROP VIEW checks_daily, checks_hourly;
DROP FUNCTION checks_daily_watermark, add_up_days, add_up_hours;
DROP TABLE stored_days, stored_hours, rollups;
