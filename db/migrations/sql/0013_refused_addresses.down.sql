DELETE FROM api_rights WHERE object = 'refused_addresses';
ALTER TABLE recipients DROP COLUMN had_left;
DROP TABLE refused_addresses;
