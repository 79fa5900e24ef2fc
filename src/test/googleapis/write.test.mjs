// Writing by Google's client: create, patch, cancel, access control, and the
// life of a job; with every variant of what the service leaves unknown.
import assert from 'node:assert/strict';
import test from 'node:test';
import { failure, start, training } from './emulator.mjs';

const { jobs, ledger, url } = await start();
const parent = 'projects/writing';
const name = (id) => `${parent}/jobs/${id}`;
const create = (requestBody, other = parent) => jobs.create({ parent: other, requestBody });
const violation = ({ error }) => error.details[0].fieldViolations[0];

test('create answers with the job as it is now', async () => {
  const { status, data } = await create({ ...training('first'), labels: { team: 'ads', größe: '' } });
  assert.equal(status, 200);
  assert.equal(data.state, 'QUEUED');
  assert.match(data.createTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.ok(Math.abs(Date.parse(data.createTime) - Date.now()) < 5000);
  assert.deepEqual(data.labels, { team: 'ads', größe: '' });
  assert.equal(Buffer.from(data.etag, 'base64').length, 8);
  assert.deepEqual((await jobs.get({ name: name('first') })).data, data);
  assert.equal((await jobs.list({ parent, pageSize: 1 })).data.jobs[0].jobId, 'first');
});

test('answers leave out what is the default', async () => {
  const { data } = await create({
    job_id: 'defaults',
    training_input: {
      scaleTier: 'BASIC', region: 'us-east1', packageUris: ['gs://b/p'], pythonModule: 'm', args: [],
      runtimeVersion: '2.11', pythonVersion: '3.7', workerCount: '0', useChiefInTfConfig: false, jobDir: '',
      scheduling: { priority: 0 }, evaluatorCount: null,
      hyperparameters: { params: [{ parameterName: 'p', type: 'DOUBLE', minValue: 0, maxValue: '1e-3', scaleType: 0 }],
        goal: 1, maxTrials: '2' },
    },
  });
  assert.deepEqual(data.trainingInput, {
    region: 'us-east1', packageUris: ['gs://b/p'], pythonModule: 'm', runtimeVersion: '2.11', pythonVersion: '3.7',
    scheduling: {},
    hyperparameters: { goal: 'MAXIMIZE', maxTrials: 2, params: [{ parameterName: 'p', type: 'DOUBLE', maxValue: 0.001 }] },
  });
});

test('an id that is taken', async () => {
  await create(training('taken'));
  const error = await failure(create(training('taken')));
  assert.equal(error.code, 409);
  assert.equal(error.message, 'Field: job.job_id Error: A job with this id already exists.');
  assert.equal(error.error.status, 'ALREADY_EXISTS');
  assert.equal(error.error.details[0]['@type'], 'type.googleapis.com/google.rpc.BadRequest');
  assert.deepEqual(violation(error), { field: 'job.job_id', description: 'A job with this id already exists.' });
  // so is that of a seeded job, whatever its state
  assert.equal((await failure(create(training('resnet_tpu_07')))).code, 409);
});

test('jobs that are not accepted', async () => {
  const input = training('x').trainingInput;
  const without = (member) => ({ jobId: 'x', trainingInput: { ...input, [member]: undefined } });
  const prediction = { modelName: 'projects/p/models/m', dataFormat: 'JSON', inputPaths: ['gs://i'],
    outputPath: 'gs://o', region: 'us-central1' };
  const cases = [
    [{ ...training(undefined) }, 'job.job_id'],
    [training('1x'), 'job.job_id'],
    [training('a-b'), 'job.job_id'],
    [training('é'), 'job.job_id'],
    [training('x'.repeat(129)), 'job.job_id'],
    [{ jobId: 'x' }, 'job.input'],
    [without('region'), 'region'],
    [without('packageUris'), 'package_uris'],
    [without('pythonModule'), 'python_module'],
    [without('runtimeVersion'), 'runtime_version'],
    [without('pythonVersion'), 'python_version'],
    [training('x', { region: 'moon-1' }), 'region'],
    [training('x', { scaleTier: 'CUSTOM' }), 'master_type'],
    [training('x', { masterType: 'n1-standard-4' }), 'master_type'],
    [training('x', { scaleTier: 'CUSTOM', masterType: 'a', workerCount: '2' }), 'worker_type'],
    [training('x', { workerCount: '2', workerType: 'a' }), 'worker_type'],
    [training('x', { masterConfig: { imageUri: 'gcr.io/a' } }), 'runtime_version'],
    [training('x', { packageUris: Array(101).fill('gs://b/p') }), 'package_uris'],
    [training('x', { hyperparameters: { goal: 'MAXIMIZE' } }), 'hyperparameters.params'],
    [{ jobId: 'x', predictionInput: { ...prediction, modelName: undefined } }, 'prediction_input.model_version'],
    [{ jobId: 'x', predictionInput: { ...prediction, dataFormat: undefined } }, 'data_format'],
    [{ jobId: 'x', predictionInput: { ...prediction, inputPaths: [] } }, 'input_paths'],
    [{ jobId: 'x', predictionInput: { ...prediction, outputPath: '' } }, 'output_path'],
    [{ jobId: 'x', predictionInput: { ...prediction, region: undefined } }, 'region'],
    ...[{ A: 'b' }, { a: 'B' }, { '1a': 'b' }, { a: 'x'.repeat(64) }, { ['k'.repeat(64)]: 'v' }, { '': 'v' }, { a: 'é É' },
      Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`k${i}`, 'v']))]
      .map((labels) => [{ ...training('x'), labels }, 'labels']),
  ];
  for (const [body, field] of cases) {
    const error = await failure(create(body));
    assert.equal(error.code, 400, JSON.stringify(body));
    assert.equal(error.error.status, 'INVALID_ARGUMENT', JSON.stringify(body));
    assert.equal(violation(error).field, field, JSON.stringify(body));
    assert.equal(error.message, `Field: ${field} Error: ${violation(error).description}`);
  }
  const region = await failure(create(training('x', { region: 'moon-1' })));
  assert.match(region.message, /^Field: region Error: The provided GCE region 'moon-1' is not available\. Options are \[/);
  const unreadable = await failure(create(training('x', { packageUris: ['gs://unreadable/p'] })));
  assert.equal(unreadable.error.status, 'FAILED_PRECONDITION');
  assert.equal((await failure(jobs.get({ name: name('x') }))).code, 404);
});

test('labels at their limits, of any script', async () => {
  const labels = Object.fromEntries(Array.from({ length: 63 }, (_, i) => [`k${i}`, 'x'.repeat(63)]));
  labels['日本'.padEnd(63, '語')] = 'größe_1-ß';
  assert.deepEqual((await create({ ...training('limits'), labels })).data.labels, labels);
});

test('what does not fit the schema', async () => {
  const unknown = await failure(create({ ...training('x'), foo: 1, trainingInput: { bar: 2, region: 5 } }));
  assert.equal(unknown.code, 400);
  assert.deepEqual(unknown.error.details[0].fieldViolations, [
    { field: 'job', description: 'Invalid JSON payload received. Unknown name "foo" at \'job\': Cannot find field.' },
  ]);
  const nested = await failure(create(training('x', { parameter_server_typ: 'a', more: 1 })));
  assert.equal(nested.message,
    'Invalid JSON payload received. Unknown name "parameter_server_typ" at \'job.training_input\': Cannot find field.\n'
    + 'Invalid JSON payload received. Unknown name "more" at \'job.training_input\': Cannot find field.');
  const oneof = await failure(create({ ...training('x'), predictionInput: { uri: 'gs://x' } }));
  assert.equal(oneof.message,
    "Invalid value at 'job' (oneof), oneof field 'input' is already set. Cannot set 'predictionInput'");
  const cases = [
    [{ jobId: 5 }, "Invalid value at 'job.job_id' (TYPE_STRING), 5"],
    [{ trainingInput: 'x' }, "Invalid value at 'job.training_input' (type.googleapis.com/google.cloud.ml.v1.TrainingInput), \"x\""],
    [{ trainingInput: { scaleTier: 'HUGE' } },
      "Invalid value at 'job.training_input.scale_tier' (type.googleapis.com/google.cloud.ml.v1.TrainingInput.ScaleTier), \"HUGE\""],
    [{ trainingInput: { workerCount: 'many' } }, "Invalid value at 'job.training_input.worker_count' (TYPE_INT64), \"many\""],
    [{ trainingInput: { workerCount: '9223372036854775808' } },
      "Invalid value at 'job.training_input.worker_count' (TYPE_INT64), \"9223372036854775808\""],
    [{ trainingInput: { scheduling: { priority: 2147483648 } } },
      "Invalid value at 'job.training_input.scheduling.priority' (TYPE_INT32), 2147483648"],
    [{ trainingInput: { scheduling: { maxWaitTime: '5m' } } },
      "Invalid value at 'job.training_input.scheduling.max_wait_time' (type.googleapis.com/google.protobuf.Duration), \"5m\""],
    [{ trainingInput: { enableWebAccess: 'true' } }, "Invalid value at 'job.training_input.enable_web_access' (TYPE_BOOL), \"true\""],
    [{ trainingInput: { args: ['a', 1] } }, "Invalid value at 'job.training_input.args[1]' (TYPE_STRING), 1"],
    [{ labels: { a: 1 } }, "Invalid value at 'job.labels[\"a\"].value' (TYPE_STRING), 1"],
    [{ etag: '?' }, "Invalid value at 'job.etag' (TYPE_BYTES), \"?\""],
    [{ trainingInput: { region: ['a'] } },
      'Invalid JSON payload received. Unknown name "region" at \'job.training_input\': Proto field is not repeating, cannot start list.'],
  ];
  for (const [body, message] of cases) {
    const error = await failure(create(body));
    assert.equal(error.code, 400);
    assert.equal(error.message, message);
  }
});

test('bodies that are not JSON', async () => {
  for (const body of ['{', '[]', '"x"', '{"jobId":}', '{"jobId":"a"}x', "{'jobId':'a'", Buffer.from('{"jobId":"\xff"}', 'latin1'),
    Buffer.from('{"jobId":"\xed\xa0\x80"}', 'latin1')]) {
    const answer = await fetch(`${url}/v1/${parent}/jobs`, {
      method: 'POST', body, headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
    });
    assert.equal(answer.status, 400, body);
    assert.match((await answer.json()).error.message, /^Invalid JSON payload received\. /, body);
  }
});

test('output-only members of a request are ignored', async () => {
  const { data } = await create({ ...training('pretender'), state: 'SUCCEEDED', createTime: '2001-01-01T00:00:00Z',
    jobPosition: '99', trainingOutput: { consumedMLUnits: 1 }, errorMessage: 'x' });
  assert.equal(data.state, 'QUEUED');
  assert.ok(data.createTime > '2020');
  assert.equal(data.trainingOutput, undefined);
  assert.equal(data.errorMessage, undefined);
});

test('patch replaces the labels and makes a new etag', async () => {
  const { data: before } = await create({ ...training('patched'), labels: { a: '1', b: '2' } });
  const patch = (requestBody, updateMask) => jobs.patch({ name: name('patched'), updateMask, requestBody });
  const { data: after } = await patch({ labels: { c: '3' }, etag: before.etag }, 'labels,etag');
  assert.deepEqual(after.labels, { c: '3' });
  assert.notEqual(after.etag, before.etag);
  assert.deepEqual((await jobs.get({ name: name('patched') })).data, after);
  // without the etag in the mask it does not matter
  assert.deepEqual((await patch({ labels: { d: '4' }, etag: before.etag }, 'labels')).data.labels, { d: '4' });
  assert.equal((await patch({}, 'labels')).data.labels, undefined);
  const missing = await failure(jobs.patch({ name: name('none'), updateMask: 'labels', requestBody: {} }));
  assert.equal(missing.code, 404);
  const { data: seeded } = await jobs.patch({
    name: name('census_predict_0001'), updateMask: 'labels,etag', requestBody: { labels: { x: 'y' }, etag: 'CAkKCwwNDg8=' },
  });
  assert.deepEqual(seeded.labels, { x: 'y' });
  assert.equal(seeded.predictionOutput.errorCount, '17');
});

test('masks that are not accepted', async () => {
  await create(training('masked'));
  for (const updateMask of [undefined, '', 'trainingInput', 'labels.team', '*', 'labels,state', 'labels etag']) {
    const error = await failure(jobs.patch({ name: name('masked'), updateMask, requestBody: { labels: { a: 'b' } } }));
    assert.equal(error.code, 400, updateMask);
    assert.equal(violation(error).field, 'update_mask', updateMask);
  }
  const noEtag = await failure(jobs.patch({ name: name('masked'), updateMask: 'labels,etag', requestBody: {} }));
  assert.equal(violation(noEtag).field, 'etag');
  const badLabel = await failure(jobs.patch({ name: name('masked'), updateMask: 'labels', requestBody: { labels: { A: 'b' } } }));
  assert.equal(violation(badLabel).field, 'labels');
});

for (const [variant, code, status] of [
  ['aborted', 409, 'ABORTED'],
  ['bare', 409, undefined],
  ['412', 412, undefined],
  ['precondition', 400, 'FAILED_PRECONDITION'],
])
  test(`an etag that is not the current one: ${variant}`, async () => {
    const other = await start('--etag-mismatch', variant);
    const job = 'projects/conflict/jobs/t_99e5cb31_v_5';
    const { data } = await other.jobs.get({ name: job });
    const touched = await fetch(`${other.url}/emulator/${job}:touch`, { method: 'POST' });
    assert.equal(touched.status, 200);
    const error = await failure(other.jobs.patch({
      name: job, updateMask: 'labels,etag', requestBody: { labels: { mine: 'x' }, etag: data.etag },
    }));
    assert.equal(error.code, code);
    assert.equal(error.error.code, code);
    assert.equal(error.error.status, status);
    assert.deepEqual((await other.jobs.get({ name: job })).data.labels, { touched: '1' });
  });

test('a fault makes every patch collide', async () => {
  const job = 'projects/fault-patch-conflict-once/jobs/t_99e5cb31_v_5';
  const patch = async () => {
    const { data } = await jobs.get({ name: job });
    return jobs.patch({ name: job, updateMask: 'labels,etag', requestBody: { labels: { a: 'b' }, etag: data.etag } });
  };
  assert.equal((await failure(patch())).code, 409);
  assert.deepEqual((await patch()).data.labels, { a: 'b' });
});

test('cancel', async () => {
  await create(training('stopped'));
  const { status, data } = await jobs.cancel({ name: name('stopped'), requestBody: {} });
  assert.equal(status, 200);
  assert.deepEqual(data, {});
  const { data: job } = await jobs.get({ name: name('stopped') });
  assert.equal(job.state, 'CANCELLING');
  assert.ok(job.errorMessage);
  assert.equal(job.endTime, undefined);
  assert.deepEqual((await jobs.cancel({ name: name('stopped') })).data, {});
  assert.equal((await failure(jobs.cancel({ name: name('none') }))).code, 404);
  // a seeded job that runs, and one that has ended
  await jobs.cancel({ name: name('t_99e5cb31_v_5') });
  assert.equal((await jobs.get({ name: name('t_99e5cb31_v_5') })).data.state, 'CANCELLING');
  assert.deepEqual((await jobs.cancel({ name: name('resnet_tpu_07') })).data, {});
  assert.equal((await jobs.get({ name: name('resnet_tpu_07') })).data.etag, 'AAECAwQFBgc=');
  const effects = (await ledger('?project=writing')).filter((line) => line.operation === 'projects.jobs.cancel');
  assert.deepEqual(effects.map((line) => line.effect), ['cancel', null, null, 'cancel', null]);
});

test('cancel of a job that has ended, the other way', async () => {
  const other = await start('--cancel-ended', '400');
  const error = await failure(other.jobs.cancel({ name: 'projects/p123/jobs/resnet_tpu_07' }));
  assert.equal(error.code, 400);
  assert.equal(error.error.status, 'FAILED_PRECONDITION');
});

test('a duplicate that is refused late', async () => {
  const other = await start('--duplicate', 'late');
  const since = Date.now();
  assert.equal((await failure(other.jobs.create({ parent, requestBody: training('resnet_tpu_07') }))).code, 409);
  assert.ok(Date.now() - since >= 1900);
});

test('a job lives by the clock', async () => {
  // 540 seconds of a job's life in less than three
  const fast = await start('--speed', '200');
  const seen = { good: [], to_fail: [], limited: [], tuned: [] };
  const put = (requestBody) => fast.jobs.create({ parent, requestBody });
  await put(training('good'));
  await put(training('to_fail'));
  await put(training('limited', { scheduling: { maxRunningTime: '60s' } }));
  await put(training('tuned', { hyperparameters: { maxTrials: 3, hyperparameterMetricTag: 'loss', params: [
    { parameterName: 'rate', type: 'DOUBLE', minValue: 0.25, maxValue: 0.5 },
    { parameterName: 'kind', type: 'CATEGORICAL', categoricalValues: ['a', 'b'] },
  ] } }));
  const last = {};
  const deadline = Date.now() + 6000;
  while (Date.now() < deadline && !Object.values(last).every((job) => job?.endTime) | Object.keys(last).length < 4) {
    for (const id of Object.keys(seen)) {
      const { data } = await fast.jobs.get({ name: name(id) });
      if (seen[id].at(-1) !== data.state) seen[id].push(data.state);
      last[id] = data;
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  assert.deepEqual(seen.good, ['QUEUED', 'PREPARING', 'RUNNING', 'SUCCEEDED']);
  assert.deepEqual(seen.to_fail, ['QUEUED', 'PREPARING', 'RUNNING', 'FAILED']);
  assert.deepEqual(seen.limited, ['QUEUED', 'PREPARING', 'RUNNING', 'CANCELLING', 'CANCELLED']);
  assert.deepEqual(seen.tuned, ['QUEUED', 'PREPARING', 'RUNNING', 'SUCCEEDED']);
  assert.ok(last.good.trainingOutput.consumedMLUnits > 0);
  assert.ok(last.to_fail.errorMessage);
  assert.deepEqual(last.tuned.trainingOutput.trials.map((trial) => trial.hyperparameters), [
    { rate: '0.5', kind: 'b' }, { rate: '0.25', kind: 'a' }, { rate: '0.5', kind: 'b' },
  ]);
  for (const job of Object.values(last)) assert.ok(job.createTime <= job.startTime && job.startTime <= job.endTime);
});

test('a job can be ended by hand', async () => {
  await create(training('finished'));
  await fetch(`${url}/emulator/${name('finished')}:finish`, { method: 'POST' });
  const { data } = await jobs.get({ name: name('finished') });
  assert.equal(data.state, 'SUCCEEDED');
  assert.ok(data.startTime <= data.endTime);
});

test('access control', async () => {
  const resource = name('census_hptune_20230611');
  const { data: empty } = await jobs.getIamPolicy({ resource });
  assert.deepEqual(empty, { etag: 'ACAB' });
  const bindings = [{ role: 'roles/ml.jobOwner', members: ['user:alice@example.com'] }];
  const { data: set } = await jobs.setIamPolicy({ resource, requestBody: { policy: { bindings, etag: empty.etag } } });
  assert.deepEqual(set.bindings, bindings);
  assert.equal(set.version, 1);
  assert.notEqual(set.etag, empty.etag);
  assert.deepEqual((await jobs.getIamPolicy({ resource })).data, set);
  const conflict = await failure(jobs.setIamPolicy({ resource, requestBody: { policy: { bindings: [], etag: empty.etag } } }));
  assert.equal(conflict.code, 409);
  assert.equal(conflict.error.status, 'ABORTED');
  const auditConfigs = [{ service: 'ml.googleapis.com', auditLogConfigs: [{ logType: 'DATA_READ' }] }];
  const { data: audited } = await jobs.setIamPolicy({
    resource, requestBody: { policy: { auditConfigs }, updateMask: 'auditConfigs' },
  });
  assert.deepEqual([audited.bindings, audited.auditConfigs], [bindings, auditConfigs]);
});

test('policies with conditions need version 3', async () => {
  const resource = name('resnet_tpu_07');
  const bindings = [{
    role: 'roles/ml.jobOwner', members: ['user:bob@example.com'], condition: { title: 't', expression: 'request.time < x' },
  }];
  assert.equal((await failure(jobs.setIamPolicy({ resource, requestBody: { policy: { bindings } } }))).code, 400);
  const { data } = await jobs.setIamPolicy({ resource, requestBody: { policy: { bindings, version: 3 } } });
  assert.equal(data.version, 3);
  assert.equal((await failure(jobs.getIamPolicy({ resource }))).code, 400);
  const got = await jobs.getIamPolicy({ resource, 'options.requestedPolicyVersion': 3 });
  assert.deepEqual(got.data.bindings, bindings);
  assert.equal((await failure(jobs.getIamPolicy({ resource, 'options.requestedPolicyVersion': 2 }))).code, 400);
  for (const policy of [undefined, { version: 7 }, { bindings: [{ members: ['a'] }] }, { bindings: [{ role: 'roles/x' }] }])
    assert.equal((await failure(jobs.setIamPolicy({ resource, requestBody: { policy } }))).code, 400);
  assert.equal((await failure(jobs.getIamPolicy({ resource: name('none') }))).code, 404);
});

test('permissions that the caller has', async () => {
  const permissions = ['ml.jobs.get', 'ml.models.get', 'ml.jobs.cancel'];
  const ask = (id, asked) => jobs.testIamPermissions({ resource: name(id), requestBody: { permissions: asked } });
  assert.deepEqual((await ask('resnet_tpu_07', permissions)).data, { permissions: ['ml.jobs.get', 'ml.jobs.cancel'] });
  assert.deepEqual((await ask('none', permissions)).data, {});
  assert.deepEqual((await ask('resnet_tpu_07', [])).data, {});
  assert.equal((await failure(ask('resnet_tpu_07', ['ml.jobs.*']))).code, 400);
});
