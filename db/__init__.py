"""The two stores: schema, SQL, pools, and the durable stream broker. SQL and drivers exist only here."""
