-- Why: ingest sends a batch as one array of rows. An array for each column costs the driver twice as much to encode.
CREATE TYPE new_point AS (
    slot        timestamptz,
    monitor_id  integer,
    region      smallint,
    attempt     smallint,
    state       smallint,
    covers_s    integer,
    lateness_ms integer,
    probe       smallint,
    outcome     smallint,
    reason      smallint,
    detail      text,
    latency_us  integer,
    dns_us      integer,
    connect_us  integer,
    tls_us      integer,
    wait_us     integer,
    transfer_us integer,
    http_status smallint,
    address     text
);
CREATE TYPE new_state AS (
    monitor_id    integer,
    state         smallint,
    since         timestamptz,
    streak        smallint,
    streak_since  timestamptz,
    last_slot     timestamptz,
    covered_until timestamptz,
    recorded      smallint,
    outcome       smallint,
    reason        smallint,
    detail        text,
    latency_us    integer,
    http_status   smallint,
    certificate_expires_at timestamptz
);
