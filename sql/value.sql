-- Columns of unusual types and odd tables: clauses on them mean what they say
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint', project 'seed-6');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

-- an enum of one's own has its own order, and no room for other words
CREATE TYPE ml.state AS ENUM ('QUEUED', 'PREPARING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLING', 'CANCELLED');
CREATE FOREIGN TABLE ml.enums (projectsid text, jobid text, state ml.state) SERVER emulator;
SELECT jobid, state FROM ml.enums WHERE state = 'RUNNING';
SELECT jobid, state FROM ml.enums WHERE state IN ('QUEUED', 'FAILED') ORDER BY state;
SELECT jobid, state FROM ml.enums WHERE state > 'SUCCEEDED' ORDER BY state;
SELECT jobid, state FROM ml.enums WHERE projectsid = 'fixture-unknown-members';
\echo :SQLSTATE

-- blanks at the end of a char(n) do not count; what does not fit is an error
CREATE FOREIGN TABLE ml.chars (projectsid char(10), jobid char(40), state char(10), labels char(4)) SERVER emulator;
SELECT projectsid, rtrim(jobid) AS jobid, state FROM ml.chars WHERE projectsid = 'seed-6  ' AND state = 'RUNNING  ';
SELECT count(*) FROM ml.chars WHERE state LIKE 'RUNNING';
SELECT count(*) FROM ml.chars WHERE state LIKE 'RUNNING%';
SELECT count(*) FROM ml.chars WHERE jobid IN ('resnet_tpu_07 ', 'resnet_tpu_07', 'x');
SELECT count(*) FROM ml.chars WHERE jobid = 'resnet_tpu_07  '::text;
SELECT labels FROM ml.chars WHERE jobid = 'resnet_tpu_07';
\echo :SQLSTATE
\! ledger method path | sort

-- domains, over arrays too; names; bytes; a type that reads nothing of the kind
CREATE DOMAIN ml.seed AS text CHECK (VALUE ~ '^seed-');
CREATE DOMAIN ml.texts AS text[];
CREATE DOMAIN ml.second AS timestamptz(0);
CREATE FOREIGN TABLE ml.others (
	projectsid ml.seed, jobid name, bytes bytea OPTIONS (field 'jobId'), uris ml.texts OPTIONS (field 'trainingInput.packageUris'),
	createtime ml.second, oid oid OPTIONS (field 'jobPosition'), amount real OPTIONS (field 'jobPosition')
) SERVER emulator;
SELECT projectsid, jobid, bytes, uris, oid, amount FROM ml.others WHERE jobid IN ('resnet_tpu_07', 'llm_ft_A100_12') ORDER BY 2;
SELECT count(*) FROM ml.others WHERE projectsid = 'seed-2' AND bytes = 'llm_ft_A100_12';
SELECT count(*) FROM ml.others WHERE projectsid = 'demo';
SELECT projectsid FROM ml.others WHERE projectsid = 'demo';
\echo :SQLSTATE
-- a time that was rounded is not the service's: its bounds are not sent
ALTER SERVER emulator OPTIONS (ADD pushdown 'full');
CREATE FOREIGN TABLE ml.times (jobid text, createtime timestamptz(0), starttime timestamptz, endtime timestamp(3)) SERVER emulator;
EXPLAIN (COSTS OFF) SELECT jobid FROM ml.times
WHERE createtime >= '2023-06-12 23:24:18Z' AND endtime < '2023-06-12 23:24:18' AND starttime < '2023-06-13Z';
EXPLAIN (COSTS OFF) SELECT jobid FROM ml.others WHERE createtime > '2023-06-12 23:24:18Z';
ALTER SERVER emulator OPTIONS (DROP pushdown);
-- refused at first use
CREATE FOREIGN TABLE ml.wrong (jobid text[]) SERVER emulator;
SELECT * FROM ml.wrong;
\echo :SQLSTATE
ALTER FOREIGN TABLE ml.wrong ALTER jobid TYPE varchar[], ALTER jobid OPTIONS (ADD field 'trainingInput.args');
SELECT * FROM ml.wrong;
\echo :SQLSTATE
ALTER FOREIGN TABLE ml.wrong ALTER jobid TYPE interval, ALTER jobid OPTIONS (SET field 'endTime');
SELECT * FROM ml.wrong;
\echo :SQLSTATE
-- a name of one letter is like no other
CREATE FOREIGN TABLE ml.letter ("é" text) SERVER emulator;
SELECT * FROM ml.letter;
\echo :SQLSTATE

-- one field under many names, and as many columns as there can be
CREATE FOREIGN TABLE ml.same ("jobId" text, jobid varchar, "JOB_ID" char(30), "State" text, state text) SERVER emulator;
SELECT "jobId", jobid, state FROM ml.same WHERE "JOB_ID" = 'resnet_tpu_07' AND "State" = 'CANCELLED';
SELECT count(*) FROM ml.same WHERE "jobId" = 'resnet_tpu_07' AND jobid = 't_99e5cb31_v_5';
DO $$
BEGIN
	EXECUTE (SELECT format('CREATE FOREIGN TABLE ml.wide (%s) SERVER emulator',
		string_agg(format('c%s text OPTIONS (field ''state'')', n), ', ')) FROM generate_series(1, 1600) n);
END $$;
SELECT c1, c800, c1600 FROM ml.wide WHERE c700 = 'RUNNING';
SELECT length(wide::text) FROM ml.wide WHERE c1 = 'RUNNING';
CREATE FOREIGN TABLE ml.none () SERVER emulator;
SELECT count(*), count(none) FROM ml.none;

-- what a table says of itself is for the planner to believe, not checked
CREATE FOREIGN TABLE ml.said (
	jobid text NOT NULL DEFAULT 'x', state text CHECK (state <> 'FAILED'), etag text GENERATED ALWAYS AS (upper(jobid)) STORED
) SERVER emulator;
SELECT count(*), count(*) FILTER (WHERE state = 'FAILED') AS failed, bool_or(etag = upper(jobid)) AS generated FROM ml.said;
-- children of a local table, dropped columns, rows as values
CREATE TABLE ml.parent (gone int, state text, jobid text);
INSERT INTO ml.parent VALUES (1, 'LOCAL', 'mine');
CREATE FOREIGN TABLE ml.child (gone_too int OPTIONS (field 'jobPosition'), projectsid text) INHERITS (ml.parent) SERVER emulator;
SELECT * FROM ml.parent;
\echo :SQLSTATE
ALTER TABLE ml.parent DROP COLUMN gone;
ALTER FOREIGN TABLE ml.child DROP COLUMN gone_too;
SELECT tableoid::regclass, parent FROM ml.parent WHERE state IN ('LOCAL', 'RUNNING') ORDER BY jobid;
SELECT child, row_to_json(child), (child).state FROM ml.child WHERE jobid = 'resnet_tpu_07';
-- partitions: pruned by what the table says, opened only where needed
CREATE TABLE ml.parts (projectsid text, jobid text) PARTITION BY LIST (projectsid);
CREATE FOREIGN TABLE ml.part_2 PARTITION OF ml.parts FOR VALUES IN ('seed-2') SERVER emulator OPTIONS (project 'seed-2');
CREATE FOREIGN TABLE ml.part_rest PARTITION OF ml.parts DEFAULT SERVER emulator;
\! ledger >/dev/null
SELECT projectsid, count(*) FROM ml.parts GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM ml.parts WHERE projectsid = 'seed-2';
SELECT count(*) FROM ml.parts WHERE projectsid = 'seed-3';
\! ledger method path | sort

-- operators of other meaning
CREATE FUNCTION ml.same_word(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) OPERATOR(pg_catalog.=) lower($2)';
CREATE OPERATOR ml.= (LEFTARG = text, RIGHTARG = text, FUNCTION = ml.same_word);
SET search_path = ml, pg_catalog, public;
SELECT "jobId" FROM same WHERE "State" = 'running' AND "jobId" = 'T_99E5CB31_V_5';
RESET search_path;

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml CASCADE;
