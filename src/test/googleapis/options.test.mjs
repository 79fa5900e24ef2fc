// The options that concern the process and the way it is reached.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { start } from './emulator.mjs';

const directory = mkdtempSync(join(tmpdir(), 'emulator-'));
after(() => rmSync(directory, { recursive: true }));
const authorization = 'Bearer token';
const program = process.env.EMULATOR ?? '../emulator/emulator';

execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
  '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(directory, 'key.pem'), '-out', join(directory, 'cert.pem')],
{ stdio: 'ignore' });
const tls = ['--tls-cert', join(directory, 'cert.pem'), '--tls-key', join(directory, 'key.pem')];
const ca = readFileSync(join(directory, 'cert.pem'));

function get(url, options = {}) {
  return new Promise((resolve, reject) => {
    https.get(url, { ca, headers: { authorization }, ...options }, (answer) => {
      const protocol = answer.socket.getProtocol();
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, protocol, body: Buffer.concat(chunks).toString() }));
      answer.on('error', reject);
    }).on('error', reject);
  });
}

test('help, and mistakes on the command line', () => {
  const help = spawnSync(program, ['--help'], { encoding: 'utf8' });
  assert.equal(help.status, 0);
  assert.match(help.stdout, /--etag-mismatch aborted\|bare\|412\|precondition/);
  for (const mistake of [['--nonsense'], ['--port'], ['--port', 'x'], ['--filter', 'x'], ['stray'], ['--retry-info=1'],
    ['--speed', '0'], ['--seed-jobs', '-1'], ['--tls-cert', 'x']]) {
    const { status, stderr } = spawnSync(program, mistake, { encoding: 'utf8' });
    assert.equal(status, 2, mistake.join(' '));
    assert.match(stderr, /^emulator: .* \(see --help\)\n$/);
  }
  assert.equal(spawnSync(program, ['--tls-cert', '/none', '--tls-key', '/none']).status, 1);
  assert.equal(spawnSync(program, ['--ledger', '/none/x']).status, 1);
});

test('TLS, with everything that works without', async () => {
  const { url } = await start(...tls);
  assert.match(url, /^https:\/\/127\.0\.0\.1:\d+$/);
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
  for (let i = 0; i < 3; i++) {
    const { status, body, protocol } = await get(`${url}/v1/projects/seed-1000/jobs?pageSize=100`, { agent });
    assert.deepEqual([status, protocol, JSON.parse(body).jobs.length], [200, 'TLSv1.3', 100]);
  }
  agent.destroy();
  await assert.rejects(get(`${url}/v1/projects/fault-reset/jobs`), { code: 'ECONNRESET' });
  await assert.rejects(get(`${url}/v1/projects/fault-reset-at-100/jobs`), { code: 'ECONNRESET' });
  await assert.rejects(get(`${url}/v1/projects/fault-close/jobs`));
  await assert.rejects(get(`${url}/v1/projects/fault-truncate-at-100/jobs`));
  assert.equal((await get(`${url}/v1/projects/demo/jobs`, { headers: {} })).status, 401);
});

test('old versions of TLS', async () => {
  const { url } = await start(...tls, '--tls-max', '1.1');
  await assert.rejects(get(`${url}/v1/projects/demo/jobs`));
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' };
  assert.equal((await get(`${url}/v1/projects/demo/jobs`, old)).protocol, 'TLSv1.1');
});

test('latency and bandwidth', async () => {
  const slow = await start('--latency', '150', '--bandwidth', '20000');
  const since = Date.now();
  const answer = await fetch(`${slow.url}/v1/projects/demo/jobs?prettyPrint=false`, { headers: { authorization } });
  const size = (await answer.arrayBuffer()).byteLength;
  const seconds = (Date.now() - since) / 1000;
  assert.ok(seconds > 0.15 + size / 20000 - 0.1 && seconds < 1.5, `${seconds}`);
  assert.equal(Number(answer.headers.get('content-length')), size);
});

test('compression from a size on', async () => {
  const { url } = await start('--min-gzip', '1000');
  const encoding = async (path) =>
    (await fetch(`${url}/v1/projects/demo/jobs${path}`, { headers: { authorization, 'user-agent': 'gzip' } }))
      .headers.get('content-encoding');
  assert.deepEqual([await encoding(''), await encoding('?fields=nextPageToken')], ['gzip', null]);
});

test('documents from files', async () => {
  const bytes = Buffer.from('{"jobs": [ {"jobId":"raw\xff"} ] ,"x":1e400}\n', 'latin1');
  writeFileSync(join(directory, 'odd-one.json'), bytes);
  const { url } = await start('--fixtures', directory);
  for (const path of ['fixture-odd-one/jobs?pageSize=1&fields=nextPageToken', 'fixture-odd-one.label/jobs/some_id']) {
    const answer = await fetch(`${url}/v1/projects/${path}`, { headers: { authorization } });
    assert.match(answer.headers.get('content-type'), /^application\/json/);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), bytes);
  }
  assert.equal((await fetch(`${url}/v1/projects/fixture-none/jobs`, { headers: { authorization } })).status, 404);
});

test('the number of seeded jobs', async () => {
  const { jobs } = await start('--seed-jobs', '3');
  assert.equal((await jobs.list({ parent: 'projects/demo' })).data.jobs.length, 3);
  assert.equal((await jobs.list({ parent: 'projects/seed-5' })).data.jobs.length, 5);
  assert.equal((await jobs.list({ parent: 'projects/other.seed-7' })).data.jobs.length, 7);
});

test('the ledger is in its file before the answer', async () => {
  const file = join(directory, 'ledger');
  const { url } = await start('--ledger', file);
  for (let i = 1; i <= 5; i++) {
    await (await fetch(`${url}/v1/projects/demo/jobs/a%2Fb?fields=x&quotaUser=${i}`, {
      headers: { authorization, 'x-goog-user-project': 'payer' },
    })).text();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
    assert.equal(lines.length, i);
    const last = lines.at(-1);
    assert.deepEqual([last.seq, last.path, last.query, last.job, last.quota_project, last.status, last.connection > 0],
      [i, '/v1/projects/demo/jobs/a/b', `fields=x&quotaUser=${i}`, 'a/b', 'payer', 404, true]);
    assert.ok(Math.abs(Date.parse(last.time) - Date.now()) < 5000);
  }
});

test('the ledger tells how many requests were in work at once', async () => {
  const { url, ledger } = await start('--latency', '200');
  await Promise.all(Array.from({ length: 5 }, async () =>
    (await fetch(`${url}/v1/projects/demo/jobs`, { headers: { authorization } })).text()));
  const lines = (await ledger()).map((line) => line.in_flight).sort();
  assert.deepEqual(lines, [1, 2, 3, 4, 5]);
});

test('it ends when it is told to, even in the middle of an answer', async () => {
  const child = spawn(program, [], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const stalled = fetch(`${line.trim().replace('listening on ', '')}/v1/projects/fault-stall/jobs`, { headers: { authorization } });
  stalled.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 100));
  const since = Date.now();
  child.kill();
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
  assert.ok(Date.now() - since < 500);
});

test('it ends with its parent', async () => {
  const parent = spawn('sh', ['-c', `"${program}" --die-with-parent & echo $!; wait`], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  parent.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  while (!output.includes('listening')) await once(parent.stdout, 'data');
  const pid = Number(/^\d+$/m.exec(output)[0]);
  parent.kill('SIGKILL');
  const gone = () => {
    try {
      process.kill(pid, 0);
      return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return true;
    }
  };
  for (let i = 0; i < 50 && !gone(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(gone());
});

test('many connections at once', async () => {
  const { url } = await start();
  const calls = Array.from({ length: 200 }, async (_, i) => {
    const answer = await fetch(`${url}/v1/projects/seed-500/jobs?pageSize=${1 + (i % 100)}`, { headers: { authorization } });
    return (await answer.json()).jobs.length;
  });
  assert.deepEqual(await Promise.all(calls), Array.from({ length: 200 }, (_, i) => 1 + (i % 100)));
});
