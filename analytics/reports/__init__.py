"""Reports that can be defended: one model, written as JSON, CSV, XLSX, Parquet and PDF; same inputs, same bytes."""
