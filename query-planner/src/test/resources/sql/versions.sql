-- table shop.stock
SELECT * FROM (VALUES (1, 'apple'), (2, 'pear')) AS t (id, name);

-- tag shop.stock first;

-- append shop.stock
SELECT * FROM (VALUES (3, 'plum')) AS t (id, name);

-- rename shop.stock name title;

-- query the current state
SELECT id, title FROM stock;
-- id|title
-- 1|apple
-- 2|pear
-- 3|plum

-- query a filter on a column that was renamed after the last write
SELECT id FROM stock WHERE title = 'plum' OR title LIKE 'ap%' ORDER BY id;
-- id
-- 1
-- 3

-- query a filter on a column that a version calls otherwise
SELECT id FROM stock FOR VERSION AS OF 'first' WHERE name = 'pear';
-- id
-- 2

-- query a tag reads with the columns it had
SELECT * FROM stock FOR VERSION AS OF 'first';
-- id|name
-- 1|apple
-- 2|pear

-- query two versions in one statement, with aliases and without
SELECT stock.id, b.title FROM stock FOR VERSION AS OF 'first' LEFT ASOF JOIN (SELECT id, title FROM stock) AS b MATCH_CONDITION b.id <= stock.id ON TRUE;
-- id|title
-- 1|apple
-- 2|pear

-- query an instant
SELECT id FROM stock FOR SYSTEM_TIME AS OF TIMESTAMP '2100-01-01 00:00:00' AS s WHERE s.id = 3;
-- id
-- 3

-- error an instant before the first snapshot
SELECT id FROM stock FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP - INTERVAL '1' DAY;
-- FAILED_PRECONDITION Table lake.shop.stock has no snapshot as old as 2013-05-31T12:00:00Z; the oldest it still has is # of # (line 1, column 16)

-- error an unknown tag
SELECT id FROM stock FOR VERSION AS OF 'frist';
-- NOT_FOUND Table lake.shop.stock has no tag or branch 'frist'; it has: first, main; did you mean first? (line 1, column 16)

-- error an unknown snapshot
SELECT id FROM stock FOR VERSION AS OF 4711;
-- FAILED_PRECONDITION Table lake.shop.stock has no snapshot 4711: it never had, or it has expired; the oldest it still has is # of # (line 1, column 16)

-- error an instant that is no constant
SELECT id FROM stock FOR SYSTEM_TIME AS OF id;
-- INVALID_ARGUMENT FOR SYSTEM_TIME AS OF takes a constant: TIMESTAMP '2026-01-31 23:59:59', or CURRENT_TIMESTAMP - INTERVAL '1' DAY (line 1, column 44)

-- error a version of a query
WITH q AS (SELECT 1 AS id) SELECT * FROM q FOR VERSION AS OF 'first';
-- INVALID_ARGUMENT q is a query of the WITH clause; put AS OF on the tables it reads (line 1, column 42)

-- plan a version says so
SELECT name FROM stock FOR VERSION AS OF 'first' WHERE id = 1;
-- Scan lake.shop.stock at snapshot # [name] filter ref(name="id") == 1

-- query two versions are not taken for one
SELECT a.n AS older, b.n AS newer FROM (SELECT count(DISTINCT id) AS n FROM stock FOR VERSION AS OF 'first') AS a,
  (SELECT count(DISTINCT id) AS n FROM stock) AS b;
-- older|newer
-- 2|3
