"""Everything of a workspace as one file, to be read again by Healther or by anything that reads JSON and Parquet."""
