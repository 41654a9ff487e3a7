-- table shop.visits
SELECT * FROM (VALUES (1, 'ann', 5, 50), (2, 'bob', NULL, 70)) AS t (id, who, n, n2);

-- query one column left out, without parentheses
SELECT * EXCLUDE id FROM visits ORDER BY ALL;
-- who|n|n2
-- ann|5|50
-- bob|NULL|70

-- query left out, computed anew and called otherwise
SELECT v.* EXCLUDE (n) REPLACE (upper(who) AS who, n2 + 1 AS n2) RENAME (id AS key), who FROM visits AS v ORDER BY key;
-- key|who|n2|who
-- 1|ANN|51|ann
-- 2|BOB|71|bob

-- query one called otherwise, all with a prefix
SELECT * RENAME who AS name PREFIX 'v_' FROM visits WHERE id = 1;
-- v_id|v_name|v_n|v_n2
-- 1|ann|5|50

-- query of two tables with a column of one name
SELECT a.* EXCLUDE (a.who), b.* EXCLUDE (who, n) FROM visits AS a JOIN visits AS b ON a.id = b.id WHERE a.id = 1;
-- id|n|n2|id|n2
-- 1|5|50|1|50

-- query columns by a pattern, in an expression and in aggregates
SELECT COLUMNS('^n') * 2, COLUMNS('^n') AS x FROM visits WHERE id = 1;
-- n|n2|x|x
-- 10|100|5|50

-- query aggregates of columns by a pattern
SELECT max(COLUMNS('^(id|n2)$')), count(COLUMNS(*)) FROM visits;
-- id|n2|id|who|n|n2
-- 2|70|2|2|1|2

-- query groups of columns by a pattern
SELECT who, sum(COLUMNS('n')) FROM visits GROUP BY ALL ORDER BY ALL;
-- who|n|n2
-- ann|5|50
-- bob|NULL|70

-- query names that are words
SELECT rename, replace, exclude FROM (SELECT 1 AS rename, 2 AS replace, 3 AS exclude);
-- rename|replace|exclude
-- 1|2|3

-- error a column to leave out that is not there
SELECT * EXCLUDE (whom) FROM visits;
-- NOT_FOUND * has no column 'whom'; did you mean who? (line 1, column 19)

-- error a column to call otherwise that is not there
SELECT * RENAME (whom AS x) FROM visits;
-- NOT_FOUND * has no column 'whom'; did you mean who? (line 1, column 18)

-- error a pattern that no column matches
SELECT COLUMNS('x') FROM visits;
-- NOT_FOUND No column matches 'x'; there are: id, who, n, n2 (line 1, column 8)

-- error a pattern that is none
SELECT COLUMNS('[') FROM visits;
-- INVALID_ARGUMENT '[' is no regular expression: missing closing ] (line 1, column 16)

-- query a pattern that Java's expressions take for ever at
SELECT COLUMNS('^(a+)+$') FROM (SELECT 1 AS aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab, 2 AS aaaa);
-- aaaa
-- 2

-- query columns of one pattern, twice
SELECT COLUMNS('^n') * COLUMNS('^n') FROM visits WHERE id = 1;
-- n|n2
-- 25|2500

-- error columns of two patterns in an item
SELECT COLUMNS('^n$') + COLUMNS('^id') FROM visits;
-- INVALID_ARGUMENT An item takes COLUMNS of one pattern; write the columns of the others by name (line 1, column 25)

-- error columns in a condition
SELECT id FROM visits WHERE COLUMNS('n') > 1;
-- INVALID_ARGUMENT COLUMNS takes a regular expression in quotes, or *, and stands in SELECT (line 1, column 29)

-- query columns whose names are like a pattern, and those whose are not
SELECT * LIKE 'n%', v.* NOT ILIKE 'N_', * SIMILAR TO 'w.o|i.', * EXCLUDE (who) NOT LIKE 'n%' FROM visits AS v WHERE id = 1;
-- n|n2|id|who|n|id|who|id
-- 5|50|1|ann|5|1|ann|1

-- query a pattern of names with an escape
SELECT * LIKE 'a!_%' ESCAPE '!' FROM (SELECT 1 AS a_b, 2 AS axb, 3 AS "a_\é");
-- a_b|a_\é
-- 1|3

-- error no name is like the pattern
SELECT * LIKE 'x%' FROM visits;
-- NOT_FOUND No column matches LIKE 'x%'; there are: id, who, n, n2 (line 1, column 8)

-- error a name compared with one letter more than an escape
SELECT * LIKE 'x' ESCAPE 'ab' FROM visits;
-- INVALID_ARGUMENT One letter is the ESCAPE of a LIKE, and SIMILAR TO has none (line 1, column 26)

-- query like a pattern beside a semi-join whose marks no star stands for
SELECT a.* LIKE 'n%', b.* EXCLUDE (n) LIKE 'w%' FROM visits AS a JOIN (visits AS b ANTI JOIN visits AS c ON b.n = c.n2) ON a.id = b.id WHERE a.id = 1;
-- n|n2|who
-- 5|50|ann

-- query two columns of one name are chosen together
SELECT * EXCLUDE (id, n) FROM visits AS a JOIN visits AS b ON a.id = b.id WHERE a.id = 1;
-- who|n2|who|n2
-- ann|50|ann|50

-- query two columns of one name fit one pattern
SELECT * LIKE 'id', COLUMNS('^n$'), max(COLUMNS('^who$')) OVER () FROM visits AS a JOIN visits AS b ON a.id = b.id WHERE a.id = 1;
-- id|id|n|n|who|who
-- 1|1|5|5|ann|ann

-- query of columns of one name one is left out by its table
SELECT * EXCLUDE (b.id, a.n) REPLACE (0 AS who) FROM visits AS a JOIN visits AS b ON a.id = b.id WHERE a.id = 1;
-- id|who|n2|who|n|n2
-- 1|0|50|0|5|50

-- query columns of one name within a query
SELECT count(*) AS n FROM (SELECT * EXCLUDE (n) FROM visits AS a JOIN visits AS b ON a.id = b.id);
-- n
-- 2
