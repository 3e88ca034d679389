DROP TABLE fresh_days;
