-- IMPORT FOREIGN SCHEMA: the table, its column names, what is refused
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;

IMPORT FOREIGN SCHEMA "google.ml" FROM SERVER emulator INTO ml;
\d ml.jobs
DROP FOREIGN TABLE ml.jobs;

-- the synonym, and snake case
IMPORT FOREIGN SCHEMA ml FROM SERVER emulator INTO ml OPTIONS (column_case 'snake');
\d ml.jobs
SELECT job_id, state, create_time FROM ml.jobs WHERE projects_id = 'seed-6' ORDER BY job_id COLLATE "C" LIMIT 2;
DROP FOREIGN TABLE ml.jobs;

-- the API's own spelling
IMPORT FOREIGN SCHEMA "google.ml" FROM SERVER emulator INTO ml OPTIONS (column_case 'exact');
\d ml.jobs
SELECT "jobId", "state", "createTime" FROM ml.jobs WHERE "projectsId" = 'seed-6' ORDER BY "jobId" COLLATE "C" LIMIT 2;
DROP FOREIGN TABLE ml.jobs;

IMPORT FOREIGN SCHEMA "google.ml" FROM SERVER emulator INTO ml OPTIONS (column_case 'lower');
SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-6' ORDER BY jobId COLLATE "C" LIMIT 1;
DROP FOREIGN TABLE ml.jobs;

-- which tables
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;
DROP FOREIGN TABLE ml.jobs;
IMPORT FOREIGN SCHEMA "google.ml" EXCEPT (jobs) FROM SERVER emulator INTO ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (nothing) FROM SERVER emulator INTO ml;
SELECT count(*) FROM pg_foreign_table WHERE ftrelid::regclass::text LIKE 'ml.%';

-- what is refused

IMPORT FOREIGN SCHEMA "google.storage" FROM SERVER emulator INTO ml;
\echo :SQLSTATE
IMPORT FOREIGN SCHEMA public FROM SERVER emulator INTO ml;
\echo :SQLSTATE
IMPORT FOREIGN SCHEMA "google.ml" FROM SERVER emulator INTO ml OPTIONS (column_case 'upper');
\echo :SQLSTATE
IMPORT FOREIGN SCHEMA "google.ml" FROM SERVER emulator INTO ml OPTIONS (colum_case 'lower');
\echo :SQLSTATE

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
