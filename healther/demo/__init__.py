"""`make demo`: ninety days of made-up history for a dozen monitors, and small local servers for them to check.

Everything here is invented and says so; it goes through the same tables and aggregates as real checks.
"""
