-- Parameter columns: a clause sets the parameter, and the row holds what was asked for
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint', project 'seed-6');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
CREATE FOREIGN TABLE ml.jobs (
	projectsid text, jobid text, state text, jobsid text, filter text, pagesize integer, pagetoken text, updatemask text
) SERVER emulator;

-- jobsId is the jobId of the path
SELECT jobid, jobsid FROM ml.jobs WHERE jobsid = 'resnet_tpu_07';
SELECT jobid, jobsid FROM ml.jobs WHERE jobsid IN ('resnet_tpu_07', 't_99e5cb31_v_5') AND jobid IN ('resnet_tpu_07', 'x');
SELECT jobid FROM ml.jobs WHERE jobid = 'resnet_tpu_07' AND jobsid = 't_99e5cb31_v_5';
SELECT jobid FROM ml.jobs WHERE jobsid IN ('../x', NULL);
SELECT count(*), bool_and(jobid = jobsid) FROM ml.jobs WHERE jobsid <> 'x';
\! ledger | sort

-- a filter of one's own
SELECT jobid, filter FROM ml.jobs WHERE filter = 'state:FAILED';
SELECT jobid, filter FROM ml.jobs WHERE filter IN ('state:FAILED', 'state:RUNNING', NULL) ORDER BY 1;
SELECT jobid, filter FROM ml.jobs WHERE filter = 'state:' || upper('failed') AND state = 'FAILED';
SELECT jobid, filter FROM ml.jobs WHERE filter = 'state:FAILED' AND jobid = 'resnet_tpu_07';
SELECT count(*) FROM ml.jobs WHERE filter = 'state:FAILED' AND filter = 'state:RUNNING';
SELECT count(*) FROM ml.jobs WHERE filter = NULL;
SELECT count(*) FROM ml.jobs WHERE filter IS NULL AND pagesize IS NULL AND pagetoken IS NULL AND updatemask IS NULL;
\! ledger operation filter | sort
-- what is no equality, or no stable value, sets none
SELECT count(*) FROM ml.jobs WHERE filter LIKE 'state%';
SELECT count(*) FROM ml.jobs WHERE filter <> 'state:FAILED';
SELECT count(*) FROM ml.jobs WHERE filter = 'state:FAILED' || repeat(' ', (random() * 0)::int);
SELECT f, count(jobid) FROM (VALUES ('state:FAILED'), ('state:RUNNING')) v(f) LEFT JOIN ml.jobs ON filter = f GROUP BY 1 ORDER BY 1;
\! ledger operation filter | sort
-- a parameter may
SELECT f, (SELECT count(*) FROM ml.jobs WHERE filter = f) FROM (VALUES ('state:FAILED'), ('state:RUNNING'), (NULL)) v(f);
SET plan_cache_mode = force_generic_plan;
PREPARE one(text) AS SELECT jobid, filter FROM ml.jobs WHERE filter = $1;
PREPARE several(text[]) AS SELECT jobid, filter FROM ml.jobs WHERE filter = ANY ($1) ORDER BY 1;
EXECUTE one('state:FAILED');
EXECUTE one(NULL);
EXECUTE several('{state:RUNNING,state:FAILED,state:RUNNING}');
EXECUTE several('{}');
EXECUTE one('((');
\echo :SQLSTATE
RESET plan_cache_mode;
\! ledger operation filter | sort
-- the table's own is not the query's
ALTER FOREIGN TABLE ml.jobs OPTIONS (ADD filter 'state:FAILED');
SELECT jobid, filter FROM ml.jobs;
SELECT jobid, filter FROM ml.jobs WHERE filter = 'state:RUNNING';
ALTER FOREIGN TABLE ml.jobs OPTIONS (DROP filter);
\! ledger operation filter | sort

-- page sizes
SELECT jobid, pagesize FROM ml.jobs WHERE pagesize = 4 ORDER BY 1;
SELECT count(*), min(pagesize) FROM ml.jobs WHERE pagesize IN (5, 4);
SELECT count(*) FROM ml.jobs WHERE pagesize = 4 AND pagesize = 5;
SELECT jobid, pagesize FROM ml.jobs WHERE pagesize = 4 AND jobid = 'resnet_tpu_07';
SELECT jobid, pagesize FROM ml.jobs WHERE pagesize = 4 LIMIT 1;
SELECT count(*) FROM ml.jobs WHERE pagesize = NULL;
SELECT count(*) FROM ml.jobs WHERE pagesize > 4;
\! ledger operation page_size
SELECT count(*) FROM ml.jobs WHERE pagesize = 0;
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE pagesize = 9999999999;
\echo :SQLSTATE

-- page tokens: that page, and no other
SELECT count(*) FROM ml.jobs WHERE pagetoken = '' AND pagesize = 2;
SELECT count(*) FROM ml.jobs WHERE pagetoken = '' AND jobid = 'resnet_tpu_07';
\! ledger operation page_size filter
SELECT count(*) FROM ml.jobs WHERE pagetoken = 'no token';
\echo :SQLSTATE

-- an update mask is a value of the row, and nothing is asked by it
SELECT jobid, updatemask FROM ml.jobs WHERE jobsid = 'resnet_tpu_07' AND updatemask = 'labels';
SELECT jobid, updatemask FROM ml.jobs WHERE jobsid = 'resnet_tpu_07' AND updatemask IN ('labels,etag', 'labels');
SELECT jobid, updatemask FROM ml.jobs WHERE jobsid = 'resnet_tpu_07' AND updatemask IS NULL;
SELECT count(*), min(updatemask) FROM ml.jobs WHERE updatemask = 'labels';
SELECT jobid FROM ml.jobs WHERE updatemask = 'labels' LIMIT 1;
\! ledger
SELECT count(*) FROM ml.jobs WHERE updatemask = NULL;
SELECT count(*) FROM ml.jobs WHERE updatemask = ANY ('{}');
SELECT m, (SELECT min(updatemask) FROM ml.jobs WHERE updatemask = m) FROM (VALUES ('labels'), ('labels,etag'), (NULL)) v(m);
\! ledger

EXPLAIN (COSTS OFF) SELECT jobid FROM ml.jobs
WHERE filter = 'state:FAILED' AND pagesize = 3 AND pagetoken = 'abc' AND updatemask = 'labels' AND jobsid = 'j';

-- in other types
CREATE FOREIGN TABLE ml.other (
	projectsid bigint, jobid name, jobsid jsonb, filter char(20), size text OPTIONS (field 'pageSize'),
	pagesize numeric, pagetoken varchar(10), updatemask jsonb
) SERVER emulator;
SELECT * FROM ml.other WHERE projectsid = 123 AND filter = 'state:FAILED' AND pagesize = 3;
SELECT projectsid, count(*) FROM ml.other WHERE projectsid IN (123, 124, -125) GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM (VALUES (123), (124)) v(n) JOIN ml.other ON projectsid = n;
SELECT jobid, size, pagesize FROM ml.other WHERE projectsid = 123 AND size = '3' LIMIT 1;
SELECT count(*) FROM ml.other WHERE projectsid = 123 AND size = '03';
SELECT count(*) FROM ml.other WHERE projectsid = 123 AND pagesize = 2.5;
\! ledger method path filter page_size | sort
SELECT count(*) FROM ml.other WHERE projectsid = 123 AND size = 'x';
\echo :SQLSTATE
SELECT count(*) FROM ml.other WHERE projectsid = 123 AND pagesize = 1e30;
\echo :SQLSTATE
-- a name may be cut short, so it does not say which job is meant
EXPLAIN (COSTS OFF) SELECT jobsid FROM ml.other WHERE projectsid = 123 AND jobid = 'j';
CREATE FOREIGN TABLE ml.wrong (jobid text, updatemask text[]) SERVER emulator;
SELECT * FROM ml.wrong;
\echo :SQLSTATE

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
