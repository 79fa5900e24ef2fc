// Reading by Google's client: list with paging and filter, get, partial
// responses, compression.
import assert from 'node:assert/strict';
import test from 'node:test';
import { client, failure, start, training } from './emulator.mjs';

const documented = await start();
const aip160 = await start('--filter', 'aip160');

async function listAll(jobs, parameters) {
  const pages = [];
  let pageToken;
  do {
    const { data } = await jobs.list({ ...parameters, pageToken });
    pages.push(data.jobs ?? []);
    pageToken = data.nextPageToken;
  } while (pageToken);
  return pages;
}

const ids = async (jobs, parent, filter) =>
  (await listAll(jobs, { parent, filter, pageSize: 100 })).flat().map((job) => job.jobId);

test('list gives every job once, page by page, newest first', async () => {
  const pages = await listAll(documented.jobs, { parent: 'projects/seed-250', pageSize: 100 });
  assert.deepEqual(pages.map((page) => page.length), [100, 100, 50]);
  const jobs = pages.flat();
  assert.equal(new Set(jobs.map((job) => job.jobId)).size, 250);
  const times = jobs.map((job) => job.createTime);
  assert.deepEqual(times, times.slice().sort().reverse());
});

test('a page holds 20 jobs unless asked, and never more than 100', async () => {
  const parent = 'projects/seed-250';
  assert.equal((await documented.jobs.list({ parent })).data.jobs.length, 20);
  assert.equal((await documented.jobs.list({ parent, pageSize: 0 })).data.jobs.length, 20);
  assert.equal((await documented.jobs.list({ parent, pageSize: 1000 })).data.jobs.length, 100);
  const { code, error } = await failure(documented.jobs.list({ parent, pageSize: -1 }));
  assert.equal(code, 400);
  assert.equal(error.status, 'INVALID_ARGUMENT');
});

test('the last page has no token, even if it is full', async () => {
  const pages = await listAll(documented.jobs, { parent: 'projects/seed-6', pageSize: 3 });
  assert.deepEqual(pages.map((page) => page.length), [3, 3]);
});

test('nothing to list is an empty object', async () => {
  assert.deepEqual((await documented.jobs.list({ parent: 'projects/empty-one' })).data, {});
  const none = await documented.jobs.list({ parent: 'projects/demo', filter: 'jobId:nothing*' });
  assert.deepEqual(none.data, {});
});

test('a million jobs cost nothing until they are asked for', async () => {
  const { data } = await documented.jobs.list({ parent: 'projects/seed-1000000', pageSize: 100 });
  assert.equal(data.jobs.length, 100);
  const last = data.jobs[99];
  const { data: job } = await documented.jobs.get({ name: `projects/seed-1000000/jobs/${last.jobId}` });
  assert.deepEqual(job, last);
});

test('a job created while a list is read does not move its pages', async () => {
  const parent = 'projects/seed-6.moving';
  const { data: first } = await documented.jobs.list({ parent, pageSize: 4 });
  await documented.jobs.create({ parent, requestBody: training('newcomer') });
  const { data: second } = await documented.jobs.list({ parent, pageSize: 4, pageToken: first.nextPageToken });
  assert.equal(second.jobs.length, 2);
  const again = await documented.jobs.list({ parent });
  assert.equal(again.data.jobs[0].jobId, 'newcomer');
  assert.equal(again.data.jobs.length, 7);
});

test('a token belongs to its project and filter', async () => {
  const parent = 'projects/seed-50';
  const { data } = await documented.jobs.list({ parent, pageSize: 5 });
  const pageToken = data.nextPageToken;
  for (const other of [
    { parent, pageToken, filter: 'state:FAILED' },
    { parent: 'projects/seed-51', pageToken },
    { parent, pageToken: 'nonsense' },
    { parent, pageToken: pageToken + 'x' },
  ]) {
    const { code, error } = await failure(documented.jobs.list(other));
    assert.equal(code, 400);
    assert.equal(error.details[0].fieldViolations[0].field, 'page_token');
  }
  assert.equal((await documented.jobs.list({ parent, pageToken, pageSize: 7 })).data.jobs.length, 7);
});

test('documented filters', async () => {
  const demo = (filter) => ids(documented.jobs, 'projects/demo', filter);
  assert.deepEqual(await demo('jobId:census*'), ['census_hptune_20230611', 'census_predict_0001']);
  assert.deepEqual(await demo('jobId:census* AND state:SUCCEEDED AND jobId:census_p*'), ['census_predict_0001']);
  assert.deepEqual(await demo('state=FAILED'), ['cloudml_2023_02_27_220654435']);
  assert.deepEqual(await demo('jobId=resnet_tpu_07'), ['resnet_tpu_07']);
  assert.deepEqual(await demo('jobId=RESNET_tpu_07'), []);
  const parent = 'projects/seed-400';
  const all = (await listAll(documented.jobs, { parent, pageSize: 100 })).flat();
  assert.deepEqual(
    await ids(documented.jobs, parent, 'state:RUNNING'),
    all.filter((job) => job.state === 'RUNNING').map((job) => job.jobId),
  );
});

test('what the documented grammar does not have is refused', async () => {
  for (const filter of [
    'state!=FAILED', 'state:FAILED OR state:RUNNING', 'NOT state:FAILED', '-state:FAILED', '(state:FAILED)',
    'labels.team:ads', 'createTime>2023-01-01', 'jobId:"census"', 'state:FAILED jobId:a*', 'nonsense', 'jobId:',
    'foo:bar', 'jobId:*x', 'state:FROZEN', 'state:FAILED AND', ' AND state:FAILED', 'jobId : a*',
  ]) {
    const { code, error } = await failure(documented.jobs.list({ parent: 'projects/demo', filter }));
    assert.equal(code, 400, filter);
    assert.equal(error.status, 'INVALID_ARGUMENT', filter);
    assert.equal(error.details[0].fieldViolations[0].field, 'filter', filter);
  }
});

test('filters of AIP-160', async () => {
  const parent = 'projects/seed-300';
  const all = (await listAll(aip160.jobs, { parent, pageSize: 100 })).flat();
  const region = (job) => (job.trainingInput ?? job.predictionInput).region;
  const cases = [
    ['state!=FAILED', (job) => job.state !== 'FAILED'],
    ['state=FAILED OR state=RUNNING', (job) => ['FAILED', 'RUNNING'].includes(job.state)],
    ['state=FAILED OR state=RUNNING jobId:c*',
      (job) => ['FAILED', 'RUNNING'].includes(job.state) && job.jobId.startsWith('c')],
    ['jobId:c* AND state=FAILED OR state=RUNNING',
      (job) => job.jobId.startsWith('c') && ['FAILED', 'RUNNING'].includes(job.state)],
    ['(jobId:c* AND state=FAILED) OR state=RUNNING',
      (job) => (job.jobId.startsWith('c') && job.state === 'FAILED') || job.state === 'RUNNING'],
    ['NOT labels.team = "ads"', (job) => job.labels?.team !== 'ads'],
    ['-labels.team:*', (job) => job.labels?.team === undefined],
    ['labels:team', (job) => job.labels?.team !== undefined],
    ['labels."cost-center" = "cc_4711"', (job) => job.labels?.['cost-center'] === 'cc_4711'],
    ['labels.team != ads', (job) => job.labels?.team !== undefined && job.labels.team !== 'ads'],
    ['createTime > "2023-02-27T20:00:00Z"', (job) => job.createTime > '2023-02-27T20:00:00Z'],
    ['create_time<=2023-02-27T20:00:00Z', (job) => job.createTime <= '2023-02-27T20:00:00Z'],
    ['trainingInput.region = us-central1', (job) => job.trainingInput?.region === 'us-central1'],
    ['training_input.region="us-central1" OR predictionInput.region="us-central1"',
      (job) => region(job) === 'us-central1'],
    ['trainingOutput.consumedMLUnits >= 100.5', (job) => job.trainingOutput?.consumedMLUnits >= 100.5],
    ['trainingInput.workerCount < 3', (job) => Number(job.trainingInput?.workerCount ?? NaN) < 3],
    ['trainingInput.scheduling.maxRunningTime = 3600s',
      (job) => job.trainingInput?.scheduling?.maxRunningTime === '3600s'],
    ['trainingInput.args:"--dropout"', (job) => job.trainingInput?.args?.includes('--dropout')],
    ['trainingOutput.trials.trialId = 2', (job) => job.trainingOutput?.trials?.some((trial) => trial.trialId === '2')],
    ['trainingInput.enableWebAccess = true', (job) => job.trainingInput?.enableWebAccess],
    ['jobId = "*_00000042"', (job) => job.jobId.endsWith('_00000042')],
    ['jobId:"*TRAIN*"', (job) => job.jobId.includes('train')],
    ['errorMessage:*', (job) => job.errorMessage !== undefined],
    ['predictionInput:*', (job) => job.predictionInput !== undefined],
  ];
  for (const [filter, matches] of cases) {
    const expected = all.filter(matches).map((job) => job.jobId);
    assert.deepEqual(await ids(aip160.jobs, parent, filter), expected, filter);
    if (!filter.includes('_00000042')) assert.notEqual(expected.length, all.length, filter);
  }
});

test('bad filters of AIP-160', async () => {
  for (const filter of [
    'state', 'foo=bar', 'state=', '(state=FAILED', 'state=FAILED)', 'state=FROZEN', 'createTime>yesterday',
    'labels=x', 'labels.a.b=c', 'trainingInput=x', 'trainingInput.workerCount>many', 'jobId="open', 'OR state=FAILED',
    '('.repeat(100) + 'state=FAILED' + ')'.repeat(100),
  ]) {
    const { code, error } = await failure(aip160.jobs.list({ parent: 'projects/demo', filter }));
    assert.equal(code, 400, filter);
    assert.equal(error.details[0].fieldViolations[0].field, 'filter', filter);
  }
});

test('get', async () => {
  const { data } = await documented.jobs.get({ name: 'projects/demo/jobs/cloudml_2023_02_27_220654435' });
  assert.equal(data.state, 'FAILED');
  assert.match(data.errorMessage, /^The replica master 0 .*\n.*\nModuleNotFoundError/);
  assert.equal(data.trainingInput.scaleTier, undefined);
  assert.equal(data.etag, 'QMhh5Jz_KMU=');
  for (const id of ['absent', 'a-b', 'a%2Fb']) {
    const { code, error } = await failure(documented.jobs.get({ name: `projects/demo/jobs/${id}` }));
    assert.equal(code, 404, id);
    assert.equal(error.status, 'NOT_FOUND', id);
  }
});

test('partial responses', async () => {
  const fields = async (mask) =>
    (await documented.jobs.list({ parent: 'projects/demo', pageSize: 3, fields: mask })).data;
  assert.deepEqual(Object.keys(await fields('nextPageToken')), ['nextPageToken']);
  assert.deepEqual(await fields('jobs(jobId,state)'), {
    jobs: [
      { jobId: 'llm_ft_A100_12', state: 'QUEUED' },
      { jobId: 't_99e5cb31_v_5', state: 'RUNNING' },
      { jobId: 'census_hptune_20230611', state: 'SUCCEEDED' },
    ],
  });
  const byPath = await fields('jobs/labels/owner,jobs.jobId');
  assert.deepEqual(byPath.jobs[0], { jobId: 'llm_ft_A100_12' });
  assert.deepEqual(byPath.jobs[1], { jobId: 't_99e5cb31_v_5', labels: { owner: 'alchemy' } });
  assert.deepEqual((await fields('jobs/*/region')).jobs[0], { trainingInput: { region: 'us-central1' } });
  assert.deepEqual((await fields('jobs(trainingOutput(trials/trialId))')).jobs.map((job) => job.trainingOutput), [
    undefined, {}, { trials: [{ trialId: '2' }, { trialId: '1' }, { trialId: '4' }, { trialId: '3' }] },
  ]);
  assert.deepEqual(await fields('*'), await fields(undefined));
  assert.deepEqual(await fields('jobs/training_input/scale_tier'), await fields('jobs/trainingInput/scaleTier'));
  const { data } = await documented.jobs.get({ name: 'projects/demo/jobs/resnet_tpu_07', fields: 'labels,endTime' });
  assert.deepEqual(data, { endTime: '2023-05-02T11:31:12Z', labels: { phase: 'test' } });
});

test('a selection of what is not there', async () => {
  const { code, message, error } = await failure(
    documented.jobs.list({ parent: 'projects/demo', fields: 'nextPageToken,jobs(jobId,foo)' }),
  );
  assert.equal(code, 400);
  assert.equal(message, 'Request contains an invalid argument.');
  assert.deepEqual(error.details[0].fieldViolations, [
    {
      field: 'jobs/foo',
      description: "Error expanding 'fields' parameter. Cannot find matching fields for path 'jobs.foo'.",
    },
  ]);
  for (const mask of ['jobs(', 'jobs)', 'jobs//state', ',', 'jobs/state/x', 'jobs/trainingInput/*/nope', 'jobs(jobId'])
    assert.equal((await failure(documented.jobs.list({ parent: 'projects/demo', fields: mask }))).code, 400, mask);
});

test('a selection by header or by a parameter with a dollar sign', async () => {
  const get = async (query, headers) => {
    const answer = await fetch(`${documented.url}/v1/projects/demo/jobs/resnet_tpu_07${query}`, {
      headers: { authorization: 'Bearer token', ...headers },
    });
    return answer.json();
  };
  assert.deepEqual(await get('', { 'x-goog-fieldmask': 'state' }), { state: 'CANCELLED' });
  assert.deepEqual(await get('?$fields=state', {}), { state: 'CANCELLED' });
});

test('compression needs the header and the word in the user agent', async () => {
  const encoding = async (headers) => {
    const answer = await fetch(`${documented.url}/v1/projects/demo/jobs`, {
      headers: { authorization: 'Bearer token', ...headers },
    });
    assert.equal((await answer.json()).jobs.length, 6);
    return answer.headers.get('content-encoding');
  };
  assert.equal(await encoding({ 'accept-encoding': 'gzip', 'user-agent': 'x (gzip)' }), 'gzip');
  assert.equal(await encoding({ 'accept-encoding': 'gzip', 'user-agent': 'x' }), null);
  assert.equal(await encoding({ 'accept-encoding': 'identity', 'user-agent': 'x (gzip)' }), null);
  const { headers, data } = await documented.jobs.list({ parent: 'projects/demo' });
  assert.equal(headers['content-encoding'], 'gzip');
  assert.equal(data.jobs.length, 6);
});

test('indentation', async () => {
  const text = async (query) =>
    (await fetch(`${documented.url}/v1/projects/demo/jobs/resnet_tpu_07?fields=labels,state${query}`, {
      headers: { authorization: 'Bearer token' },
    })).text();
  const plain = { state: 'CANCELLED', labels: { phase: 'test' } };
  assert.equal(await text(''), JSON.stringify(plain, null, 2) + '\n');
  assert.equal(await text('&prettyPrint=false'), JSON.stringify(plain));
});

test('the ledger has every request', async () => {
  const parent = 'projects/seed-9.ledger';
  await documented.jobs.list({ parent, pageSize: 2, filter: 'state:FAILED', fields: 'jobs/jobId' });
  await failure(client(documented.url, 'bad').get({ name: `${parent}/jobs/a` }));
  const lines = await documented.ledger('?project=seed-9.ledger');
  assert.equal(lines.length, 2);
  assert.deepEqual(
    [lines[0].operation, lines[0].page_size, lines[0].filter, lines[0].fields, lines[0].status, lines[0].token],
    ['projects.jobs.list', '2', 'state:FAILED', 'jobs/jobId', 200, 'token'],
  );
  assert.deepEqual([lines[1].operation, lines[1].job, lines[1].status, lines[1].token],
    ['projects.jobs.get', 'a', 401, 'bad']);
});
