-- A generated filter that the service refuses: left out, said once, and not tried again in the session
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;

-- a service that knows the documented filters only is sent others
ALTER SERVER emulator OPTIONS (ADD pushdown 'full');
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-60' AND state <> 'FAILED';
\! ledger filter status
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-60' AND state <> 'FAILED';
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-60' AND createTime < '2100-01-01Z';
EXPLAIN (COSTS OFF) SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-60' AND state <> 'FAILED';
\! ledger filter status
-- until the session lets go of the server
SELECT jobs_fdw_disconnect();
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-60' AND state <> 'FAILED' AND jobId LIKE 'census%';
\! ledger filter status
SELECT jobs_fdw_disconnect();

-- the filter is to blame only if the list without it succeeds
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-400-always.a' AND state = 'FAILED';
\echo :SQLSTATE
\! ledger filter status
SELECT count(*) FROM ml.jobs WHERE projectsId = 'denied-project' AND state = 'FAILED';
\echo :SQLSTATE
\! ledger filter status
-- so this one is sent
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-60' AND state = 'FAILED';
\! ledger filter status

-- refused on one of several lists of a project: all its jobs come once
ALTER SERVER emulator OPTIONS (DROP pushdown);
\set VERBOSITY terse
SELECT count(*), count(DISTINCT jobId) FROM ml.jobs WHERE projectsId = 'fault-400-once.b' AND state IN ('QUEUED', 'SUCCEEDED');
\! ledger path status | sort
-- where they are read one after the other, one is enough
SELECT jobs_fdw_disconnect();
ALTER SERVER emulator OPTIONS (ADD max_connections '1');
SELECT count(*), count(DISTINCT jobId) FROM ml.jobs WHERE projectsId = 'fault-400-once.c' AND state IN ('QUEUED', 'SUCCEEDED');
\! ledger filter status
\set VERBOSITY default

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
