DELETE FROM api_rights WHERE object IN ('archives', 'archive_pieces');
DROP TABLE archive_pieces, archives;
