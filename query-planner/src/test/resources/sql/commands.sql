-- table shop.prices
SELECT * FROM (VALUES (1, 1.5e0, TIMESTAMP '2013-01-01 00:00:00', CAST(1.25 AS DECIMAL(10, 2))), (2, 2.5e0, NULL, NULL)) AS t (id, price, ts, exact);

-- frame labels
SELECT * FROM (VALUES (1, TIMESTAMP '2013-01-02 00:00:00'), (2, TIMESTAMP '2013-01-02 00:00:00')) AS t (id, ts);

-- query show catalogs
SHOW CATALOGS;
-- catalog
-- lake

-- query show tables
show tables from shop like 'pr%';
-- schema|table|type
-- shop|prices|TABLE

-- query describe
DESCRIBE shop.prices;
-- column_name|data_type|is_nullable|comment
-- id|INTEGER|NO|NULL
-- price|DOUBLE|NO|NULL
-- ts|TIMESTAMP|YES|NULL
-- exact|DECIMAL(10,2)|YES|NULL

-- query explain
EXPLAIN SELECT id FROM labels WHERE id > 1;
-- plan
-- Filter >(id, 1)
--   Frame labels (2 rows) [id]

-- query explain analyze counts rows
EXPLAIN ANALYZE SELECT id FROM labels;
-- plan
-- Frame labels (2 rows) [id]
--     > took 0.0 ms: 2 rows in 1 batches
-- 2 rows in 1 batches, 0 ms

-- query information_schema
SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema = 'shop';
-- table_schema|table_name|table_type
-- shop|prices|BASE TABLE

-- query columns of information_schema
SELECT column_name, ordinal_position, is_nullable, data_type FROM INFORMATION_SCHEMA.columns WHERE table_name = 'prices';
-- column_name|ordinal_position|is_nullable|data_type
-- id|1|NO|INTEGER
-- price|2|NO|DOUBLE
-- ts|3|YES|TIMESTAMP
-- exact|4|YES|DECIMAL(10,2)

-- query metadata tables
SELECT operation FROM shop."prices$snapshots";
-- operation
-- append

-- query metadata tables without quotes
SELECT record_count FROM prices$files;
-- record_count
-- 2

-- head create a training dataset
CREATE TRAINING DATASET sold WITH (materialize = true) AS
SELECT l.id, p.price FROM labels l LEFT ASOF JOIN prices p MATCH_CONDITION p.ts <= l.ts ON p.id = l.id;
-- sold|1|COMMITTED|2

-- query read it
SELECT * FROM training_datasets.sold;
-- id|price
-- 1|1.5
-- 2|NULL

-- head drop its rows
DROP TRAINING DATASET sold VERSION 1 DATA;
-- sold|1|COMMITTED|2

-- head reproduce it
REPRODUCE TRAINING DATASET sold VERSION 1;
-- sold|1|EXACT|2

-- query read a version
SELECT * FROM training_datasets.sold FOR VERSION AS OF 1;
-- id|price
-- 1|1.5
-- 2|NULL

-- error a command cut short
SHOW;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 5: expected TABLES, VIEWS, SCHEMAS, CATALOGS, COLUMNS FROM a table, CREATE VIEW, ALL or the name of an option, TRAINING DATASETS, STATISTICS, LATE ROWS or PINNED SNAPSHOTS

-- error an unknown thing to show
SHOW TABLES OF shop;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 13: expected the end of the statement, found "OF"

-- error an unknown metadata table
SELECT * FROM shop."prices$snapshot";
-- NOT_FOUND Table lake.shop.prices has no metadata table "$snapshot"; there are: entries, files, data_files, delete_files, history, metadata_log_entries, snapshots, refs, manifests, partitions, all_data_files, all_delete_files, all_files, all_manifests, all_entries; did you mean snapshots? (line 1, column 15)

-- error an empty statement
  ;
-- INVALID_ARGUMENT The statement is empty

-- error a statement that changes rows
DELETE FROM shop.prices;
-- UNSUPPORTED DELETE is not supported; Godwit answers queries, and tables are written by uploads (line 1, column 1)

-- query a setting
SET TIME ZONE 'Europe/Berlin';
-- option|value
-- time_zone|Europe/Berlin

-- query a setting by PostgreSQL's name
set timezone to 'UTC';
-- option|value
-- time_zone|UTC

-- query a schema to use
USE lake.shop;
-- option|value
-- catalog|lake
-- schema|shop

-- query a schema of this catalog to use
use SHOP;
-- option|value
-- schema|shop

-- query what is set
SHOW time_zone;
-- option|value
-- time_zone|Z

-- query what is set, in two words
show time zone;
-- option|value
-- time_zone|Z

-- query a setting taken back
RESET TIME ZONE;
-- option|value
-- time_zone|

-- query the same in one word
RESET time_zone;
-- option|value
-- time_zone|

-- error a setting without a sign
SET catalogs 'x';
-- INVALID_ARGUMENT The statement does not parse at line 1, column 14: expected = and a value, found "x"

-- error what nobody can show
SHOW everything;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 6: expected TABLES, VIEWS, SCHEMAS, CATALOGS, COLUMNS FROM a table, CREATE VIEW, ALL or the name of an option, TRAINING DATASETS, STATISTICS, LATE ROWS or PINNED SNAPSHOTS, found "everything"

-- error a schema that is not there
USE shops;
-- NOT_FOUND There is no schema or catalog shops; did you mean shop?

-- error a schema that is not there, in another way
SET search_path = 'shops';
-- NOT_FOUND There is no schema shops in catalog lake; did you mean shop?

-- error a catalog that is not there
SET catalog = 'lakes';
-- NOT_FOUND There is no catalog lakes; did you mean lake?

-- query a schema as it is spelled
SET schema = 'SHOP';
-- option|value
-- schema|shop

-- error a table is not made by SQL
CREATE TABLE shop.t (id INTEGER);
-- UNSUPPORTED This CREATE is not supported: Godwit answers queries and makes views and training datasets; tables are written by uploads (adbc_ingest) or by other engines

-- error a transaction
BEGIN TRANSACTION;
-- UNSUPPORTED BEGIN is not supported: each statement reads what was committed when it was planned, and what it writes is committed when it ends; leave transactions out (autocommit)

-- error its end
commit;
-- UNSUPPORTED COMMIT is not supported: each statement reads what was committed when it was planned, and what it writes is committed when it ends; leave transactions out (autocommit)
