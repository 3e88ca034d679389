-- Why: a public page has a title, words and an order of its own. Which monitors it shows, under which names and in which
-- groups, stays with the monitors (is_public, public_name, group_name): one truth.

ALTER TABLE workspaces
    ADD COLUMN page_title       text CHECK (length(page_title) BETWEEN 1 AND 100),        -- null: the workspace's name
    ADD COLUMN page_description text CHECK (length(page_description) BETWEEN 1 AND 500);

-- Groups stand where their first monitor stands; monitors without a place come last, in the order they were made.
ALTER TABLE monitors ADD COLUMN page_position integer CHECK (page_position >= 0);
