DELETE FROM api_rights WHERE object IN ('reports', 'report_schedules');
DELETE FROM mails WHERE purpose = 'report';
ALTER TABLE mails DROP CONSTRAINT mails_purpose_check;
ALTER TABLE mails ADD CONSTRAINT mails_purpose_check
    CHECK (purpose IN ('confirm', 'reset', 'change_email', 'notice', 'invite', 'recipient', 'alert'));
DROP TABLE report_schedules, reports;
