-- Paging: to the end, whatever the pages look like; nothing lost, nothing twice
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;

SELECT count(*), count(DISTINCT jobId) FROM ml.jobs WHERE projectsId = 'seed-1234';
\! ledger | wc -l

-- the page size is the server's or the table's to choose
ALTER FOREIGN TABLE ml.jobs OPTIONS (ADD page_size '7');
SELECT count(*), count(DISTINCT jobId) FROM ml.jobs WHERE projectsId = 'seed-20';
\! ledger
ALTER FOREIGN TABLE ml.jobs OPTIONS (SET page_size '2');

-- odd pages
SELECT count(*), count(DISTINCT jobId) FROM ml.jobs WHERE projectsId = 'fault-pages-short.a';
SELECT count(*), count(DISTINCT jobId) FROM ml.jobs WHERE projectsId = 'fault-pages-empty-5.a';
SELECT count(*), count(DISTINCT jobId) FROM ml.jobs WHERE projectsId = 'fault-token-odd.a';
SELECT count(*), count(DISTINCT jobId) FROM ml.jobs WHERE projectsId = 'fault-overlap.a';
-- a blank or null token is the end of the list
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-token-blank.a';
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-token-null.a';

-- lists that never end

SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-token-same.a';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-token-cycle-3.a';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-token-number.a';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-pages-empty-endless.a';
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-token-long-9000.a';
\echo :SQLSTATE
ALTER SERVER emulator OPTIONS (ADD max_pages '20');
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-token-endless.a';
\echo :SQLSTATE
-- a token that has expired is not answered by starting again
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fault-token-expired-at-2.a';
\echo :SQLSTATE

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
