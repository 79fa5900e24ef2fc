-- Failures: each is an error that says what failed, why, and what to do
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;
ALTER SERVER emulator OPTIONS (ADD max_retries '2', ADD request_timeout '2s', ADD retry_max_time '3s');

-- what the service says
SELECT count(*) FROM ml.jobs WHERE projectsId = 'absent-project';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'denied-project';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'disabled-project';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'retired-project';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'quota-project';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'denied-project' AND jobId = 'j';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'absent-project' AND jobId = 'j';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-400-always.a';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-401-always.a';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-409-always.a';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-412-always.a';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-501-always.a';
\echo :SQLSTATE

-- what passes is tried again, and then it does not matter
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-503-twice.b';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-429-once.b';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-500-once.b';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-retry-after-1.b';
\echo :SQLSTATE
\! ledger | wc -l
-- what does not pass is an error
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-503-always.c';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-429-always.c';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-504-always.c';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-retry-after-60.c';
\echo :SQLSTATE

-- answers that are not what they should be
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-html.d';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-html-502.d';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-empty.d';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-204.d';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-body-null.d';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-body-array.d';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-body-two.d';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-body-open.d';
\echo :SQLSTATE
\set VERBOSITY terse
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-redirect-302.d';
\echo :SQLSTATE
\set VERBOSITY default
\! ledger method path | grep stolen
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-size-100.d';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-gzip-bomb-100.d';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-gzip-garbage.d';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-depth-100.d';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-nodes-2000000.d';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-utf8-overlong.d';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-type-latin1.d';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-error-hostile.d';
\echo :SQLSTATE

-- connections that fail, without what every libcurl puts in words of its own
\set VERBOSITY terse
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-close.e';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-reset-at-100.e';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-truncate-at-100.e';
\echo :SQLSTATE
\set VERBOSITY default
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-close-delimited-at-100.e';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-header-huge.e';
\echo :SQLSTATE
-- nothing listens there
ALTER SERVER emulator OPTIONS (SET endpoint 'http://127.0.0.1:1', SET max_retries '1');
\echo :SQLSTATE
\set VERBOSITY terse
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-6';
\echo :SQLSTATE
\set VERBOSITY default
-- the session goes on
ALTER SERVER emulator OPTIONS (SET endpoint :'endpoint');
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-6';
\echo :SQLSTATE

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
