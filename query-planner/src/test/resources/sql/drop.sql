-- table shop.prices
SELECT * FROM (VALUES (1, 1.5e0), (2, 2.5e0)) AS t (id, price);

-- table shop.labels
SELECT * FROM (VALUES (7)) AS t (id);

-- frame labels
SELECT * FROM (VALUES (1)) AS t (id);

-- query a frame goes before the table that it hides
DROP TABLE labels;
-- table|outcome
-- labels|DROPPED

-- query which is there again
SELECT id FROM labels;
-- id
-- 7

-- query and goes when asked once more
DROP TABLE IF EXISTS labels;
-- table|outcome
-- lake.shop.labels|DROPPED

-- query what is not there need not go
DROP TABLE IF EXISTS labels;
-- table|outcome
-- labels|MISSING

-- error a table that is not there
DROP TABLE shop.prises;
-- NOT_FOUND There is no table or view shop.prises; did you mean shop.prices?

-- query a view
CREATE VIEW cheap AS SELECT id FROM prices WHERE price < 2;
-- view|outcome
-- lake.shop.cheap|CREATED

-- error a view is no table
DROP TABLE cheap;
-- INVALID_ARGUMENT lake.shop.cheap is a view and not a table; write DROP VIEW

-- error two at once
DROP TABLE prices, labels;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 18: expected the end of the statement, found ","

-- query by all of its name
DROP TABLE lake.shop.prices;
-- table|outcome
-- lake.shop.prices|DROPPED
