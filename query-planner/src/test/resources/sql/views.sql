-- table shop.prices
SELECT * FROM (VALUES (1, 1.5e0, 'a'), (2, 2.5e0, 'b')) AS t (id, price, name);

-- frame labels
SELECT * FROM (VALUES (1)) AS t (id);

-- query create a view
CREATE VIEW shop.cheap COMMENT 'below two' AS SELECT id, price FROM prices WHERE price < 2;
-- view|outcome
-- lake.shop.cheap|CREATED

-- query read it
SELECT * FROM cheap;
-- id|price
-- 1|1.5

-- query its columns may have other names
CREATE OR REPLACE VIEW cheap (item, "the price") AS SELECT id, price FROM shop.prices WHERE price < 3;
-- view|outcome
-- lake.shop.cheap|CREATED

-- query read those
SELECT c."the price", c.item FROM shop.cheap c ORDER BY 2;
-- the price|item
-- 1.5|1
-- 2.5|2

-- query a view of a view
CREATE VIEW IF NOT EXISTS dear AS SELECT max(item) AS item FROM cheap;
-- view|outcome
-- lake.shop.dear|CREATED

-- query a view that is there
CREATE VIEW IF NOT EXISTS dear AS SELECT 1 AS x;
-- view|outcome
-- lake.shop.dear|EXISTS

-- query show views
SHOW VIEWS FROM shop LIKE 'd%';
-- schema|table|type
-- shop|dear|VIEW

-- query show how one is made
SHOW CREATE VIEW dear;
-- view|dialect|sql
-- lake.shop.dear|godwit|SELECT max(item) AS item FROM cheap

-- query its remark
SELECT table_name, table_type, table_comment FROM information_schema.tables WHERE table_schema = 'shop' AND table_name = 'cheap';
-- table_name|table_type|table_comment
-- cheap|VIEW|below two

-- table shop.told comment=priced
SELECT 1 AS id;

-- query the remark of a table, and of one that has none
SELECT table_name, table_comment FROM information_schema.tables WHERE table_name IN ('told', 'prices') ORDER BY table_name;
-- table_name|table_comment
-- prices|NULL
-- told|priced

-- query remarks alone
SELECT table_comment FROM information_schema.tables WHERE table_comment LIKE 'p%';
-- table_comment
-- priced

-- query everything that is said of tables
SELECT count(*) AS n, count(table_comment) AS told FROM (SELECT * FROM information_schema.tables WHERE table_type = 'BASE TABLE') AS t;
-- n|told
-- 2|1

-- error a view that is there already
CREATE VIEW dear AS SELECT 1 AS x;
-- ALREADY_EXISTS View lake.shop.dear exists already; write CREATE OR REPLACE VIEW, or drop it first

-- error a view of itself
CREATE OR REPLACE VIEW dear AS SELECT * FROM dear;
-- INVALID_ARGUMENT View lake.shop.dear would read itself

-- error a view of a frame
CREATE VIEW v AS SELECT * FROM labels;
-- INVALID_ARGUMENT A view cannot read an uploaded frame, which ends with its session; ingest it as a table first

-- error a view with a parameter
CREATE VIEW v AS SELECT * FROM prices WHERE id = ?;
-- INVALID_ARGUMENT A view cannot have parameters; write their values into its query

-- error too few names
CREATE VIEW v (a) AS SELECT id, price FROM prices;
-- INVALID_ARGUMENT The view names 1 columns, and its query has 2

-- error a view of nothing
CREATE VIEW v AS SELECT * FROM prizes;
-- NOT_FOUND There is no table or view prizes; did you mean shop.prices? (line 1, column 32)

-- error a table is no view
DROP VIEW prices;
-- INVALID_ARGUMENT lake.shop.prices is a table and not a view

-- query drop one
DROP VIEW dear;
-- view|outcome
-- lake.shop.dear|DROPPED

-- query drop it again
DROP VIEW IF EXISTS dear;
-- view|outcome
-- lake.shop.dear|MISSING

-- error drop it once more
DROP VIEW dear;
-- NOT_FOUND There is no table or view dear; write it as namespace.table, or as catalog.namespace.table; the catalogs are: lake

-- query a view's columns in information_schema
SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_name = 'cheap';
-- table_name|column_name|data_type
-- cheap|item|INTEGER
-- cheap|the price|DOUBLE

-- query views in information_schema
SELECT table_schema, table_name, view_definition FROM information_schema.views WHERE table_name = 'cheap';
-- table_schema|table_name|view_definition
-- shop|cheap|SELECT * FROM (SELECT id, price FROM shop.prices WHERE price < 3) AS v ("item", "the price")

-- error a name that leads to metadata of a table
CREATE VIEW shop."cheap$files" AS SELECT 1 AS x;
-- INVALID_ARGUMENT Nothing can be called lake.shop.cheap$files: such a name stands for metadata of the table cheap

-- error a schema of Godwit's own
CREATE VIEW information_schema.cheap AS SELECT 1 AS x;
-- INVALID_ARGUMENT Nothing can be called lake.information_schema.cheap: the schema information_schema is Godwit's own

-- error a view outside the warehouse
CREATE VIEW shop."../cheap" AS SELECT 1 AS x;
-- INVALID_ARGUMENT Nothing can be called lake.shop.../cheap: no part of its name may be empty, "." or ".."
