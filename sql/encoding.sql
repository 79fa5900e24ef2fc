-- Databases in other encodings than UTF-8: what the service says, and what it is asked
\getenv endpoint JOBS_FDW_ENDPOINT
\set database :DBNAME
\set VERBOSITY default
CREATE DATABASE regress_jobs_latin1 TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C';
CREATE DATABASE regress_jobs_euc_jp TEMPLATE template0 ENCODING 'EUC_JP' LOCALE_PROVIDER libc LOCALE 'C';
CREATE DATABASE regress_jobs_sql_ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C';

\c regress_jobs_latin1
CREATE EXTENSION jobs_fdw;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE FOREIGN TABLE jobs (projectsid text, jobid text, errormessage text, labels jsonb, filter text, whole json OPTIONS (field '*')) SERVER emulator;
-- what it has no character for is an error; what is not read does no harm
SELECT errormessage FROM jobs WHERE projectsid = 'fixture-euro';
\echo :SQLSTATE
SELECT labels FROM jobs WHERE projectsid = 'fixture-kanji';
\echo :SQLSTATE
SELECT whole FROM jobs WHERE projectsid = 'fixture-kanji';
\echo :SQLSTATE
SELECT jobid FROM jobs WHERE projectsid = 'fixture-kanji';
SELECT errormessage, octet_length(errormessage), labels, whole FROM jobs WHERE projectsid = 'fixture-accents';
SELECT jobid FROM jobs WHERE projectsid = 'fixture-accents' AND labels ->> 'clé' = 'café';
-- a filter goes out in UTF-8, a table's too
EXPLAIN (COSTS OFF) SELECT jobid FROM jobs WHERE projectsid = 'p' AND filter = 'jobId:é';
ALTER FOREIGN TABLE jobs OPTIONS (ADD filter 'jobId:ü');
SELECT jobid FROM jobs WHERE projectsid = 'p';
\echo :SQLSTATE
SELECT count(*) FROM jobs WHERE projectsid = 'é';
SELECT count(*) FROM jobs WHERE projectsid = 'p' AND jobid = 'é';

\c regress_jobs_euc_jp
CREATE EXTENSION jobs_fdw;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE FOREIGN TABLE jobs (projectsid text, jobid text, errormessage text, labels jsonb, filter text, whole json OPTIONS (field '*')) SERVER emulator;
SELECT errormessage, octet_length(errormessage), labels, whole FROM jobs WHERE projectsid = 'fixture-kanji';
SELECT jobid FROM jobs WHERE projectsid = 'fixture-kanji' AND labels ? '漢';
SELECT errormessage FROM jobs WHERE projectsid = 'fixture-euro';
\echo :SQLSTATE
EXPLAIN (COSTS OFF) SELECT jobid FROM jobs WHERE projectsid = 'p' AND filter = 'jobId:漢';
-- a character counts as one, however many bytes it has
ALTER FOREIGN TABLE jobs RENAME jobid TO "漢";
SELECT * FROM jobs WHERE projectsid = 'p';
\echo :SQLSTATE

-- no encoding at all: UTF-8 comes in as it is, and nothing else goes out
\c regress_jobs_sql_ascii
CREATE EXTENSION jobs_fdw;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE FOREIGN TABLE jobs (projectsid text, jobid text, errormessage text, labels jsonb, filter text) SERVER emulator;
SELECT errormessage, octet_length(errormessage), labels FROM jobs WHERE projectsid = 'fixture-kanji';
SELECT octet_length(errormessage) FROM jobs WHERE projectsid = 'fixture-euro';
SELECT jobid FROM jobs WHERE projectsid = 'fixture-kanji' AND labels ? '漢' AND errormessage = '漢字';
EXPLAIN (COSTS OFF) SELECT jobid FROM jobs WHERE projectsid = 'p' AND filter = 'jobId:é';
SELECT jobid FROM jobs WHERE projectsid = 'p' AND filter = E'jobId:\xe9';
\echo :SQLSTATE
ALTER SERVER emulator OPTIONS (ADD pushdown 'full');
SELECT count(*) FROM jobs WHERE projectsid = 'p' AND labels ->> 'k' = E'\xe9';

\c :database
DROP DATABASE regress_jobs_latin1;
DROP DATABASE regress_jobs_euc_jp;
DROP DATABASE regress_jobs_sql_ascii;
