DELETE FROM api_rights WHERE object = 'objectives';
DROP TABLE objectives;
