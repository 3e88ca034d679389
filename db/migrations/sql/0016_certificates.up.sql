-- Why: people ask whose certificate it is and for which names, not only when it ends.

-- the certificate that each monitor's server showed last; writer: probes (workers), when it is another one than before
CREATE TABLE monitor_certificates (
    monitor_id integer PRIMARY KEY REFERENCES monitors ON DELETE CASCADE,
    subject    text NOT NULL CHECK (length(subject) <= 500),
    issuer     text NOT NULL CHECK (length(issuer) <= 500),
    names      text[] NOT NULL CHECK (cardinality(names) <= 100),
    not_before timestamptz NOT NULL,
    not_after  timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL DEFAULT now()                  -- when it was seen for the first time
);
ALTER TABLE monitor_certificates ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON monitor_certificates USING (EXISTS (SELECT FROM monitors m WHERE m.id = monitor_id));
INSERT INTO api_rights VALUES ('monitor_certificates', 'SELECT');
