DROP TABLE alert_state, recipients, mails;
