-- What a session has asked of each server, and how it forgets
-- emulator: --latency 2
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE SERVER second FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint', project 'seed-3');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE USER MAPPING FOR CURRENT_USER SERVER second OPTIONS (access_token 'other');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;
CREATE FOREIGN TABLE ml.others (jobid text) SERVER second;

SELECT * FROM jobs_fdw_stats();
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-250';
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-503-once.a';
SELECT count(*) FROM ml.jobs WHERE projectsId = 'denied-project';
SELECT count(*) FROM ml.others;
SELECT server, requests, retries, errors, bytes > 0 AS bytes, seconds_waited > 0 AS waited, connections_opened
FROM jobs_fdw_stats() ORDER BY server;
-- the service counts the same, and sees whose token is whose
\! ledger token | sort | uniq -c

-- connections are kept from one statement to the next, until told otherwise
SELECT count(*) FROM ml.others;
SELECT connections_opened FROM jobs_fdw_stats() WHERE server = 'second';
SELECT jobs_fdw_disconnect();
SELECT count(*) FROM ml.others;
SELECT connections_opened FROM jobs_fdw_stats() WHERE server = 'second';
SELECT jobs_fdw_disconnect('second');
SELECT jobs_fdw_disconnect('no_such_server');

-- a token that a setting holds
ALTER USER MAPPING FOR CURRENT_USER SERVER second OPTIONS (DROP access_token, ADD access_token_setting 'my.token');
SELECT count(*) FROM ml.others;
\echo :SQLSTATE
SET my.token = 'from-a-setting';
SELECT count(*) FROM ml.others;
SET my.token = 'expired-token';
SELECT count(*) FROM ml.others;
\echo :SQLSTATE
\! ledger token status | tail -2

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SERVER second CASCADE;
DROP SCHEMA ml;
