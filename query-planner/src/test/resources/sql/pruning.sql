-- table shop.small
SELECT CAST(1.5 AS REAL) AS r, CAST(1.5 AS DOUBLE) AS d, CAST(1.25 AS DECIMAL(9, 2)) AS amount, TIMESTAMP '2013-01-01 00:00:00.000000001' AS at_time, 'knot' AS name, 1 AS n;

-- append shop.small
SELECT CAST(2.5 AS REAL) AS r, CAST(2.5 AS DOUBLE) AS d, CAST(2.25 AS DECIMAL(9, 2)) AS amount, TIMESTAMP '2013-01-02 00:00:00.000000002' AS at_time, 'ruff' AS name, 2 AS n;

-- analyze a float column prunes
SELECT d FROM small WHERE r > 1.75;
-- Scan lake.shop.small at snapshot # [d] filter ref(name="r") > 1.75
--     > manifests_read=2, data_files_planned=1, data_files_skipped=1, data_files_read=1, row_groups_read=1, pages_read=2, bytes_read=#, rows_read=1, batches=1
--     > took # ms: 1 rows in 1 batches
-- 1 rows in 1 batches, # ms

-- analyze a decimal column prunes by a finer literal
SELECT d FROM small WHERE amount > 1.255;
-- Scan lake.shop.small at snapshot # [d] filter ref(name="amount") > 1.25
--     > manifests_read=2, data_files_planned=1, data_files_skipped=1, data_files_read=1, row_groups_read=1, pages_read=2, bytes_read=#, rows_read=1, batches=1
--     > took # ms: 1 rows in 1 batches
-- 1 rows in 1 batches, # ms

-- analyze a decimal column prunes by an integer, and what manifests tell of it is known by now
SELECT d FROM small WHERE amount > 2;
-- Scan lake.shop.small at snapshot # [d] filter ref(name="amount") > 2.00
--     > data_files_planned=1, data_files_skipped=1, data_files_read=1, row_groups_read=1, pages_read=2, bytes_read=#, rows_read=1, batches=1
--     > took # ms: 1 rows in 1 batches
-- 1 rows in 1 batches, # ms

-- analyze a decimal column prunes by a list
SELECT d FROM small WHERE amount IN (2.25, 3.5);
-- Scan lake.shop.small at snapshot # [d] filter ref(name="amount") in (2.25, 3.50)
--     > data_files_planned=1, data_files_skipped=1, data_files_read=1, row_groups_read=1, pages_read=2, bytes_read=#, rows_read=1, batches=1
--     > took # ms: 1 rows in 1 batches
-- 1 rows in 1 batches, # ms

-- analyze nanoseconds prune by microseconds
SELECT d FROM small WHERE at_time > TIMESTAMP '2013-01-01 12:00:00';
-- Scan lake.shop.small at snapshot # [d] filter ref(name="at_time") > 1357041600000000000
--     > manifests_read=2, data_files_planned=1, data_files_skipped=1, data_files_read=1, row_groups_read=1, pages_read=2, bytes_read=#, rows_read=1, batches=1
--     > took # ms: 1 rows in 1 batches
-- 1 rows in 1 batches, # ms

-- analyze nanoseconds prune to the nanosecond
SELECT d FROM small WHERE at_time = TIMESTAMP '2013-01-02 00:00:00.000000002';
-- Scan lake.shop.small at snapshot # [d] filter ref(name="at_time") == 1357084800000000002
--     > data_files_planned=1, data_files_skipped=1, data_files_read=1, row_groups_read=1, pages_read=2, bytes_read=#, rows_read=1, batches=1
--     > took # ms: 1 rows in 1 batches
-- 1 rows in 1 batches, # ms

-- analyze a prefix prunes
SELECT d FROM small WHERE name LIKE 'ru%';
-- Scan lake.shop.small at snapshot # [d] filter ref(name="name") startsWith ""ru""
--     > manifests_read=2, data_files_planned=1, data_files_skipped=1, data_files_read=1, row_groups_read=1, pages_read=2, bytes_read=#, rows_read=1, batches=1
--     > took # ms: 1 rows in 1 batches
-- 1 rows in 1 batches, # ms

-- query a decimal column > 2.245
SELECT name FROM small WHERE amount > 2.245;
-- name
-- ruff

-- query a decimal column >= 2.245
SELECT name FROM small WHERE amount >= 2.245;
-- name
-- ruff

-- query a decimal column < 2.255
SELECT name FROM small WHERE amount < 2.255;
-- name
-- knot
-- ruff

-- query a decimal column <= 1.245
SELECT name FROM small WHERE amount <= 1.245;
-- name

-- query a decimal column <= 1.25
SELECT name FROM small WHERE amount <= 1.25;
-- name
-- knot

-- query a decimal column < 1.25
SELECT name FROM small WHERE amount < 1.25;
-- name

-- query a decimal column < 1.255
SELECT name FROM small WHERE amount < 1.255;
-- name
-- knot

-- query a decimal column = 1.255
SELECT name FROM small WHERE amount = 1.255;
-- name

-- query a decimal column <> 1.255
SELECT name FROM small WHERE amount <> 1.255;
-- name
-- knot
-- ruff

-- query a decimal column > -0.005
SELECT name FROM small WHERE amount > -0.005;
-- name
-- knot
-- ruff

-- query not greater than what the column cannot hold
SELECT name FROM small WHERE NOT amount > 1.255;
-- name
-- knot

-- query an integer column > 1.5
SELECT name FROM small WHERE n > 1.5;
-- name
-- ruff

-- query an integer column < 1.5
SELECT name FROM small WHERE n < 1.5;
-- name
-- knot

-- query an integer column >= -1e3
SELECT name FROM small WHERE n >= -1e3;
-- name
-- knot
-- ruff

-- query not a prefix
SELECT name FROM small WHERE name NOT LIKE 'ru%';
-- name
-- knot

-- query a pattern that is no prefix
SELECT name FROM small WHERE name LIKE 'r_f%';
-- name
-- ruff

-- query a float column equals what no float is
SELECT name FROM small WHERE r = 1.1 OR r = 2.5;
-- name
-- ruff
