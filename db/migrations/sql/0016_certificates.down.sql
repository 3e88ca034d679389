DELETE FROM api_rights WHERE object = 'monitor_certificates';
DROP TABLE monitor_certificates;
