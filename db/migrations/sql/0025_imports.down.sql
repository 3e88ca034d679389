DELETE FROM api_rights WHERE object IN ('imports', 'import_pieces');
DROP TABLE import_pieces, imports;
ALTER TABLE archives DROP COLUMN attempts, DROP COLUMN touched_at;
