-- table shop.sales
SELECT * FROM (VALUES
  (1, 'apple', 3, 1.5e0, TIMESTAMP '2013-01-01 10:00:00.123456', CAST(1.10 AS DECIMAL(10, 2))),
  (2, 'pear', 1, 2.5e0, TIMESTAMP '2013-01-01 11:00:00', CAST(2.20 AS DECIMAL(10, 2))),
  (3, 'apple', 2, 1.75e0, TIMESTAMP '2013-02-01 10:00:00', CAST(3.30 AS DECIMAL(10, 2))),
  (4, 'plum', 5, 0.5e0, TIMESTAMP '2013-02-02 10:00:00', NULL)
) AS t (id, name, amount, price, sold_at, total);

-- append shop.sales
SELECT * FROM (VALUES
  (5, 'apple', 7, 1.5e0, TIMESTAMP '2014-01-01 10:00:00', CAST(4.40 AS DECIMAL(10, 2)))
) AS t (id, name, amount, price, sold_at, total);

-- query counts, least and greatest values without reading a row
SELECT count(*) AS n, count(total) AS t, min(id) AS a, max(sold_at) AS b, min(total) AS c, max(price) AS d FROM sales;
-- n|t|a|b|c|d
-- 5|4|1|2014-01-01T10:00|1.10|2.5

-- analyze counts come from the list of manifests
SELECT count(*) AS n FROM sales;
-- Metadata of lake.shop.sales at snapshot # [count(*)], else
--     > answered from the list of manifests
--     > took # ms: 1 rows in 1 batches
--   DuckDB SELECT CAST(count(*) AS BIGINT) AS c0 FROM (SELECT * FROM "input0" AS t(c0)) AS t
--     Project true AS $f0
--       Scan lake.shop.sales at snapshot # []
-- 1 rows in 1 batches, # ms

-- analyze a filter that holds for whole files
SELECT count(*) AS n, max(sold_at) AS last FROM sales WHERE id > 4;
-- Metadata of lake.shop.sales at snapshot # [count(*), max(sold_at)] filter ref(name="id") > 4, else
--     > answered from the manifests' entries of 1 file
--     > took # ms: 1 rows in 1 batches
--   DuckDB SELECT CAST(count(*) AS BIGINT) AS c0, CAST(max(t.c0) AS TIMESTAMP) AS c1 FROM (SELECT * FROM "input0" AS t(c0)) AS t
--     Scan lake.shop.sales at snapshot # [sold_at] filter ref(name="id") > 4
-- 1 rows in 1 batches, # ms

-- analyze a filter that does not
SELECT count(*) AS n FROM sales WHERE id > 3;
-- Metadata of lake.shop.sales at snapshot # [count(*)] filter ref(name="id") > 3, else
--     > not answered: bounds do not decide the filter for a file
--     > took # ms: 1 rows in 1 batches
--   DuckDB SELECT CAST(count(*) AS BIGINT) AS c0 FROM (SELECT * FROM "input0" AS t(c0)) AS t
--       > took # ms: 1 rows in 1 batches
--     Project true AS $f0
--         > took # ms: 2 rows in 2 batches
--       Scan lake.shop.sales at snapshot # [] filter ref(name="id") > 3
--           > manifests_read=2, data_files_planned=2, data_files_read=2, row_groups_read=2, pages_read=2, bytes_read=#, rows_read=5, rows_filtered=3, batches=2
--           > took # ms: 2 rows in 2 batches
-- 1 rows in 1 batches, # ms

-- query in expressions and beside others
SELECT count(*) + 1 AS n, (SELECT max(id) FROM sales) AS m, (SELECT sum(amount) FROM sales) AS s FROM sales WHERE id < 5;
-- n|m|s
-- 5|5|18

-- query text is read
SELECT min(name) AS a, max(name) AS b FROM sales;
-- a|b
-- apple|plum

-- query what no row matches
SELECT count(*) AS n, max(id) AS m FROM sales WHERE id > 100;
-- n|m
-- 0|NULL

-- query over a subquery with a limit, rows are read
SELECT count(*) AS n FROM (SELECT * FROM sales LIMIT 2);
-- n
-- 2

-- query distinct and filtered counts are read
SELECT count(DISTINCT name) AS n, count(*) FILTER (WHERE amount > 2) AS m FROM sales;
-- n|m
-- 3|3
