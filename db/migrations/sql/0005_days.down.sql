DROP VIEW days;
