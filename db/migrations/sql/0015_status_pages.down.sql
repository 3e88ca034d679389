ALTER TABLE monitors DROP COLUMN page_position;
ALTER TABLE workspaces
    DROP COLUMN page_description,
    DROP COLUMN page_title;
