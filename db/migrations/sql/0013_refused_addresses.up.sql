-- Why: a server that goes on writing to addresses which do not exist is soon taken for a spammer's, and then nobody gets
-- mail from it.

-- Addresses that were refused for good; what they take afterwards removes the row.
CREATE TABLE refused_addresses (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address       text NOT NULL UNIQUE CHECK (address = lower(address) AND length(address) BETWEEN 3 AND 254),
    refusals      integer NOT NULL DEFAULT 1 CHECK (refusals > 0),  -- in a row, at most one an hour is counted
    reason        text NOT NULL,                                    -- the server's last words
    first_at      timestamptz NOT NULL DEFAULT now(),
    counted_at    timestamptz NOT NULL DEFAULT now(),
    suppressed_at timestamptz                                       -- nothing that it did not ask for is sent since
);
-- whoever may see a recipient may see what became of its address
ALTER TABLE refused_addresses ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON refused_addresses USING (address IN (SELECT email FROM recipients));

-- who left and is asked again is one who left, should they not answer
ALTER TABLE recipients ADD COLUMN had_left boolean NOT NULL DEFAULT false;

INSERT INTO api_rights VALUES ('refused_addresses', 'SELECT, DELETE');
