\set ON_ERROR_STOP on
\pset footer off
\getenv endpoint JOBS_FDW_ENDPOINT

\echo '== Once: a server, a credential, a schema, the table'
CREATE EXTENSION jobs_fdw;
CREATE SERVER ml FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER ml OPTIONS (access_token 'a-token');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER ml INTO ml;
\echo '\\d ml.jobs'
\d ml.jobs

\echo '== A list with a filter'
SELECT jobId, state, createTime FROM google.ml.jobs WHERE projectsId = 'my-project' AND state = 'RUNNING';

\echo '== Every job of a project, and something of what is in it'
SELECT jobId, state, labels, trainingInput ->> 'region' AS region
  FROM google.ml.jobs WHERE projectsId = 'my-project' ORDER BY createTime DESC;

\echo '== One job, by its id'
SELECT jobId, state, startTime, endTime FROM google.ml.jobs
 WHERE projectsId = 'my-project' AND jobId = 'census_hptune_20230611';

\echo '== A join with a table of our own'
CREATE TABLE owner (team text, project text);
INSERT INTO owner VALUES ('vision', 'my-project'), ('speech', 'empty-project');
SELECT team, count(jobId) AS jobs, max(createTime) AS latest
  FROM owner LEFT JOIN google.ml.jobs ON projectsId = project GROUP BY team ORDER BY team;

\echo '== What is asked of the service, and what is decided here'
EXPLAIN (COSTS off) SELECT jobId FROM google.ml.jobs
 WHERE projectsId = 'my-project' AND state = 'FAILED' AND createTime > '2020-01-01';

\echo '== An error'
\set ON_ERROR_STOP off
SELECT jobId FROM google.ml.jobs WHERE projectsId = 'denied-project';
\echo 'SQLSTATE:' :SQLSTATE
