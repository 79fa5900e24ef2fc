-- LIMIT, cursors and rescans: a scan asks for no more than is wanted
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;

-- LIMIT sets the page size and stops the paging
SELECT count(*) FROM (SELECT 1 FROM ml.jobs WHERE projectsId = 'seed-500' LIMIT 1) AS s;
\! ledger
SELECT count(*) FROM (SELECT 1 FROM ml.jobs WHERE projectsId = 'seed-500' LIMIT 101) AS s;
\! ledger
SELECT count(*) FROM (SELECT 1 FROM ml.jobs WHERE projectsId = 'seed-500' LIMIT 10 OFFSET 5) AS s;
\! ledger
-- but not where a clause is checked here, or rows are sorted first
SELECT count(*) FROM (SELECT 1 FROM ml.jobs WHERE projectsId = 'seed-150' AND length(jobId) > 0 LIMIT 1) AS s;
\! ledger
SELECT count(*) FROM (SELECT 1 FROM ml.jobs WHERE projectsId = 'seed-150' ORDER BY jobId LIMIT 1) AS s;
\! ledger

-- a cursor asks for a page when it needs one
BEGIN;
DECLARE c CURSOR FOR SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-500';
FETCH 1 FROM c \gset
\! ledger
MOVE 99 IN c;
\! ledger
MOVE 1 IN c;
\! ledger
CLOSE c;
-- two at once do not disturb each other
DECLARE a CURSOR FOR SELECT projectsId, jobId FROM ml.jobs WHERE projectsId = 'seed-6' AND jobId > '' ORDER BY jobId COLLATE "C";
DECLARE b CURSOR FOR SELECT projectsId, jobId FROM ml.jobs WHERE projectsId = 'seed-3';
FETCH 1 FROM a;
FETCH 1 FROM b \gset b
FETCH 2 FROM a;
FETCH 1 FROM b \gset b
FETCH 1 FROM a;
MOVE ALL IN b;
COMMIT;
-- backwards, and beyond the end of the transaction
BEGIN;
DECLARE s SCROLL CURSOR WITH HOLD FOR
	SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-6' ORDER BY jobId COLLATE "C";
FETCH 2 FROM s;
COMMIT;
FETCH LAST FROM s;
FETCH FIRST FROM s;
CLOSE s;
\! ledger | wc -l

-- an inner scan that does not change is listed once
SET enable_material = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SELECT count(*) FROM generate_series(1, 5) AS g(n) LEFT JOIN ml.jobs ON projectsId = 'seed-6' AND length(jobId) > g.n;
\! ledger
RESET ALL;

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
