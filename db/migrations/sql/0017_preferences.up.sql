-- Why: how pages look and answer to keys follows people from device to device. Known keys only: api/profile_schemas.py.
ALTER TABLE users ADD COLUMN preferences jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(preferences) = 'object');
