DELETE FROM api_rights WHERE object = 'held_alerts';
DROP INDEX mails_alerts;
DROP TABLE held_alerts;
