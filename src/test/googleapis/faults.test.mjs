// Every fault that the emulator can be asked for, seen from the socket.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';
import { failure, start, training } from './emulator.mjs';

const emulator = await start('--port', '0');
const { jobs, url } = emulator;
const { port } = new URL(url);
const struck = new Set();

// The bytes that come back for one request on a connection of its own, and
// how it ended: end, reset, or open if it was still open after a while.
function raw(project, { method = 'GET', path = '/jobs?prettyPrint=false', body = '', headers = '', wait = 300, limit = Infinity, socket } = {}) {
  struck.add(project.replace(/^fault-/, '').replace(/\..*/, ''));
  return new Promise((resolve) => {
    const connection = socket ?? net.connect(port, '127.0.0.1');
    const chunks = [];
    let size = 0;
    const done = (how) => {
      clearTimeout(timer);
      connection.removeAllListeners();
      connection.on('error', () => {});
      if (!socket) connection.destroy();
      const bytes = Buffer.concat(chunks);
      const split = bytes.indexOf('\r\n\r\n');
      const head = split < 0 ? bytes.toString('latin1') : bytes.subarray(0, split).toString('latin1');
      resolve({ how, head, status: Number(head.split(' ')[1]), body: split < 0 ? Buffer.alloc(0) : bytes.subarray(split + 4), bytes, size });
    };
    let timer = setTimeout(() => done('open'), wait);
    let expected;
    connection.on('data', (chunk) => {
      if (size === 0) {
        const first = chunk.toString('latin1');
        expected = length({ head: first }) + first.indexOf('\r\n\r\n') + 4;
      }
      size += chunk.length;
      if (size < 20e6) chunks.push(chunk);
      clearTimeout(timer);
      // once all is there, an end would follow at once
      timer = setTimeout(() => done('open'), size === expected ? 30 : wait);
      if (size > limit) done('limit');
    });
    connection.on('end', () => done('end'));
    connection.on('error', (error) => done(error.code === 'ECONNRESET' ? 'reset' : error.code));
    connection.write(`${method} /v1/projects/${project}${path} HTTP/1.1\r\nHost: emulator\r\nAuthorization: Bearer token\r\n`
      + `Content-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`);
  });
}

const length = ({ head }) => Number(/content-length: (\d+)/i.exec(head)?.[1] ?? NaN);
const header = ({ head }, name) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1].trim();
const atStart = readdirSync(`/proc/${emulator.pid}/fd`).length;
const whole = await raw('demo');
const text = whole.body.toString();

test('without a fault, the connection stays', () => {
  assert.equal(whole.how, 'open');
  assert.equal(length(whole), whole.body.length);
  assert.equal(JSON.parse(text).jobs.length, 6);
});

test('answers that do not come', async () => {
  for (const [fault, how] of [['stall', 'open'], ['reset', 'reset'], ['close', 'end'], ['lost', 'reset'], ['lost-before', 'reset'],
    ['late-50', 'reset']]) {
    const answer = await raw(`fault-${fault}`);
    assert.deepEqual([answer.how, answer.size], [how, 0], fault);
  }
  const since = Date.now();
  const slow = await raw('fault-slow-200', { wait: 1000 });
  assert.equal(slow.status, 200);
  assert.ok(Date.now() - since >= 200);
});

test('answers that are broken off', async () => {
  for (const [fault, how] of [['stall-at-100', 'open'], ['reset-at-100', 'reset'], ['truncate-at-100', 'end']]) {
    const answer = await raw(`fault-${fault}`);
    assert.equal(answer.how, how, fault);
    assert.equal(answer.body.toString(), text.slice(0, 100), fault);
    assert.equal(length(answer), text.length, fault);
  }
  const chunked = await raw('fault-chunk-cut-at-100');
  assert.equal(chunked.how, 'end');
  assert.equal(chunked.body.toString(), `1000\r\n${text.slice(0, 100)}`);
  const delimited = await raw('fault-close-delimited-at-100');
  assert.equal(delimited.how, 'end');
  assert.equal(delimited.body.toString(), text.slice(0, 100));
  assert.equal(header(delimited, 'connection'), 'close');
  assert.ok(Number.isNaN(length(delimited)));
  const inHeader = await raw('fault-stall-in-header');
  assert.equal(inHeader.how, 'open');
  assert.ok(!inHeader.bytes.includes('\r\n\r\n'));
  assert.match(inHeader.head, /^HTTP\/1\.1 200/);
});

test('every place an answer can be cut at', async () => {
  const { body } = await raw('fault-truncate-at-99999', { path: '/jobs?prettyPrint=false&fields=nextPageToken&pageSize=1' });
  for (let at = 0; at <= body.length; at++) {
    let answer;
    // on a busy machine the last byte and the reset are read together, which Node takes for the end
    for (let tries = 0; tries < 5 && answer?.how !== 'reset'; tries++) {
      answer = await raw(`fault-reset-at-${at}`, { path: '/jobs?prettyPrint=false&fields=nextPageToken&pageSize=1' });
    }
    assert.equal(answer.how, 'reset');
    assert.equal(answer.body.length, at);
  }
});

test('a slow answer', async () => {
  const since = Date.now();
  const answer = await raw('fault-drip-4000', { path: '/jobs?prettyPrint=false&pageSize=2', wait: 1000 });
  assert.equal(answer.body.length, length(answer));
  const seconds = (Date.now() - since) / 1000;
  assert.ok(seconds > answer.body.length / 4000 - 0.15 && seconds < answer.body.length / 4000 + 1, `${seconds}`);
});

test('connections that end when they are idle or used again', async () => {
  const idle = await raw('fault-idle-close');
  assert.deepEqual([idle.how, idle.body.toString(), header(idle, 'connection')], ['end', text, undefined]);
  for (const [fault, how] of [['reuse-reset', 'reset'], ['reuse-close', 'end']]) {
    const socket = net.connect(port, '127.0.0.1');
    const first = await raw(`fault-${fault}-once`, { socket });
    assert.equal(first.status, 200);
    const second = await raw(`fault-${fault}-once`, { socket });
    assert.deepEqual([second.how, second.size], [how, 0], fault);
    assert.equal((await raw(`fault-${fault}-once`)).status, 200);
    socket.destroy();
  }
});

test('framing', async () => {
  const delimited = await raw('fault-close-delimited');
  assert.deepEqual([delimited.how, delimited.body.toString()], ['end', text]);
  const chunked = await raw('fault-chunked');
  assert.match(chunked.body.toString(), /^1000\r\n[^]*\r\n0\r\n\r\n$/);
  assert.match((await raw('fault-chunk-bad')).body.toString(), /\r\nzz\r\n/);
  const long = await raw('fault-length-long');
  assert.deepEqual([long.how, length(long)], ['end', text.length + 100]);
  assert.equal(length(await raw('fault-length-short')), text.length - 10);
  assert.equal([...(await raw('fault-length-twice')).head.matchAll(/content-length/gi)].length, 2);
  const old = await raw('fault-http09');
  assert.deepEqual([old.how, old.bytes.toString()], ['end', text]);
});

test('floods', async () => {
  const huge = await raw('fault-header-huge');
  assert.ok(huge.head.length > 2e6);
  assert.equal(huge.body.toString(), text);
  for (const fault of ['header-flood', '1xx-flood', 'endless', 'endless-close']) {
    const answer = await raw(`fault-${fault}`, { limit: 3e6, wait: 2000 });
    assert.equal(answer.how, 'limit', fault);
  }
  assert.match((await raw('fault-1xx-flood', { limit: 1e5 })).bytes.toString(), /^HTTP\/1\.1 102 .*\r\n\r\nHTTP\/1\.1 102/);
  assert.match((await raw('fault-header-flood', { limit: 1e5 })).bytes.toString(), /\r\nX-Flood-1: /);
  assert.match((await raw('fault-endless', { limit: 1e5 })).head, /chunked/);
});

test('redirects, and who follows them', async () => {
  for (const code of [301, 302, 303, 307, 308]) {
    const answer = await raw(`fault-redirect-${code}`);
    assert.equal(answer.status, code);
    assert.match(header(answer, 'location'), /^http:\/\/127\.0\.0\.1:\d+\/stolen$/);
    assert.notEqual(new URL(header(answer, 'location')).port, port);
  }
  await (await fetch(`${url}/v1/projects/fault-redirect-302/jobs`, { headers: { authorization: 'Bearer token' } })).text();
  const stolen = (await emulator.ledger()).filter((line) => line.path === '/stolen');
  assert.equal(stolen.length, 1);
});

test('compression', async () => {
  const gzip = { headers: 'Accept-Encoding: gzip\r\nUser-Agent: gzip\r\n' };
  const good = await raw('demo', gzip);
  assert.equal(gunzipSync(good.body).toString(), text);
  for (const fault of ['gzip-garbage', 'gzip-crc', 'gzip-cut-at-50']) {
    const answer = await raw(`fault-${fault}`, gzip);
    assert.equal(header(answer, 'content-encoding'), 'gzip', fault);
    assert.equal(answer.body.length, length(answer), fault);
    assert.throws(() => gunzipSync(answer.body), fault);
  }
  const twice = await raw('fault-gzip-twice', gzip);
  assert.equal(header(twice, 'content-encoding'), 'gzip, gzip');
  assert.equal(gunzipSync(gunzipSync(twice.body)).toString(), text);
  const bomb = await raw('fault-gzip-bomb-20', { ...gzip, wait: 3000 });
  assert.ok(bomb.body.length < 2e5);
  assert.equal(JSON.parse(gunzipSync(bomb.body)).futureField.length, 20 * 1048576);
  assert.equal(header(await raw('fault-encoding-br', gzip), 'content-encoding'), 'br');
  assert.equal(header(await raw('fault-encoding-deflate', gzip), 'content-encoding'), 'deflate');
  // where an answer is cut counts in plain bytes, whatever is accepted
  assert.equal((await raw('fault-truncate-at-100', gzip)).body.toString(), text.slice(0, 100));
});

test('something else than was asked for', async () => {
  const type = 'application/json; charset=UTF-8';
  for (const [fault, status, contentType, body] of [
    ['html', 200, 'text/html; charset=UTF-8', /^<html>/],
    ['html-502', 502, 'text/html; charset=UTF-8', /^<html>/],
    ['type-none', 200, undefined, /^{"jobs"/],
    ['type-plain', 200, 'text/plain', /^{"jobs"/],
    ['type-latin1', 200, 'application/json; charset=ISO-8859-1', /^{"jobs"/],
    ['empty', 200, type, /^$/],
    ['204', 204, type, /^$/],
    ['body-null', 200, type, /^null$/],
    ['body-zero', 200, type, /^0$/],
    ['body-array', 200, type, /^\[\]$/],
    ['body-space', 200, type, /^\s+$/],
    ['body-two', 200, type, /^{}{}$/],
    ['body-open', 200, type, /^{"jobs":\[/],
    ['error-html', 400, 'text/html; charset=UTF-8', /^<html>/],
    ['error-hostile', 400, type, /"message":"first line\\u000d\\n.*\\u001b.*%n%s/],
  ]) {
    const answer = await raw(`fault-${fault}`);
    assert.deepEqual([answer.status, header(answer, 'content-type')], [status, contentType], fault);
    assert.match(answer.body.toString(), body, fault);
  }
  assert.ok((await raw('fault-error-huge')).body.length > 10e6);
  const { body: binary } = await raw('fault-error-binary');
  assert.deepEqual([...binary], Array.from({ length: 256 }, (_, i) => i));
});

test('documents that are spoilt', async () => {
  const document = async (fault) => (await raw(`fault-${fault}`, { wait: 2000 })).body;
  const strict = new TextDecoder('utf-8', { fatal: true });
  for (const fault of ['utf8-overlong', 'utf8-surrogate', 'utf8-truncated', 'utf8-high', 'utf8-latin1']) {
    const body = await document(fault);
    assert.throws(() => strict.decode(body), fault);
    assert.match(JSON.parse(body.toString('latin1')).jobs[0].errorMessage, /./);
  }
  assert.deepEqual([...(await document('utf8-bom')).subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  assert.ok((await document('utf8-raw-control')).includes(1));
  assert.equal(JSON.parse(await document('nul')).jobs[0].errorMessage, 'a\0b');
  assert.equal(JSON.parse(await document('nul-key')).jobs[0]['a\0b'], 1);
  assert.equal(JSON.parse(await document('lone-surrogate')).jobs[0].errorMessage, 'a\ud800b');
  assert.match((await document('duplicate-key')).toString(), /^{"jobs":\[{"jobId":"twice","jobId":/);
  assert.match((await document('duplicate-unknown-key')).toString(), /"futureField":1,"futureField":2/);
  assert.equal(JSON.parse(await document('null-members')).jobs[0].labels, null);
  assert.ok(JSON.parse(await document('unknown-members')).jobs[0].explanationInput);
  assert.equal(JSON.parse(await document('nodes-1000')).jobs[0].futureField.length, 1000);
  assert.match((await document('depth-1000')).toString(), /"futureField":\[{1000}\]{1000},/);
  const large = await document('size-3');
  assert.ok(large.length >= 3 * 1048576);
  assert.equal(JSON.parse(large).jobs.length, 6);
  // a get is spoilt, too
  const { body } = await raw('fault-null-members', { path: '/jobs/t_99e5cb31_v_5?prettyPrint=false' });
  assert.equal(JSON.parse(body).errorMessage, null);
});

// The pages of a list, at most "limit" of them.
async function pages(fault, { pageSize = 2, limit = 20 } = {}) {
  struck.add(fault);
  const result = [];
  let pageToken;
  do {
    const { data } = await jobs.list({ parent: `projects/fault-${fault}.seed-12`, pageSize, pageToken });
    result.push({ ids: (data.jobs ?? []).map((job) => job.jobId), token: data.nextPageToken });
    pageToken = data.nextPageToken;
  } while (typeof pageToken === 'string' && pageToken !== '' && result.length < limit);
  return result;
}

test('tokens', async () => {
  const same = await pages('token-same');
  assert.equal(same.length, 20);
  assert.equal(new Set(same.map((page) => page.token)).size, 1);
  const cycle = await pages('token-cycle-3');
  assert.equal(new Set(cycle.map((page) => page.token)).size, 3);
  assert.equal(cycle[0].token, cycle[3].token);
  const endless = await pages('token-endless', { limit: 50 });
  assert.equal(new Set(endless.map((page) => page.token)).size, 50);
  assert.equal(new Set(endless.flatMap((page) => page.ids)).size, 100);
  for (const [fault, last] of [['token-blank', ''], ['token-null', null], ['token-number', 5], ['token-object', {}]]) {
    const list = await pages(fault);
    assert.equal(list.length, 6, fault);
    assert.deepEqual(list.at(-1).token, last, fault);
  }
  const odd = await pages('token-odd');
  assert.equal(odd.flatMap((page) => page.ids).length, 12);
  assert.match(odd[0].token, /^&=\+\/%# '"\\\?;%2Fé/);
  const long = await pages('token-long-8192');
  assert.equal(long.flatMap((page) => page.ids).length, 12);
  assert.equal(long[0].token.length, 8192);
  const cut = await failure(jobs.list({ parent: 'projects/fault-token-long-8192.seed-12', pageToken: long[0].token.slice(0, -1) }));
  assert.equal(cut.code, 400);
});

test('pages', async () => {
  const ids = (await pages('pages-empty-3')).map((page) => page.ids.length);
  assert.deepEqual(ids, [0, 0, 0, 2, 2, 2, 2, 2, 2]);
  assert.ok((await pages('pages-empty-endless')).every((page) => page.ids.length === 0 && page.token));
  const short = await pages('pages-short', { pageSize: 9 });
  assert.deepEqual(short.map((page) => page.ids.length), [3, 3, 3, 3]);
  const overlapping = (await pages('overlap', { pageSize: 5 })).flatMap((page) => page.ids);
  assert.equal(new Set(overlapping).size, 12);
  assert.ok(overlapping.length > 12);
  for (const pageSize of [1, 2, 3, 4]) {
    const list = (await pages('overlap', { pageSize, limit: 100 })).flatMap((page) => page.ids);
    assert.equal(new Set(list).size, 12);
  }
});

test('errors at a page', async () => {
  const expired = await failure(pages('token-expired-at-3'));
  assert.deepEqual([expired.code, expired.error.status], [400, 'INVALID_ARGUMENT']);
  for (const code of [401, 503]) {
    const fault = `${code}-at-3`;
    const first = await failure(pages(fault));
    assert.equal(first.code, code);
    assert.equal((await pages(fault)).length, 6);
    const lines = (await emulator.ledger(`?project=fault-${fault}.seed-12`)).map((line) => line.status);
    assert.deepEqual(lines, [200, 200, code, 200, 200, 200, 200, 200, 200]);
  }
});

test('writes whose answers are lost', async () => {
  const create = (fault, id) => {
    struck.add(fault);
    return raw(`fault-${fault}`, { method: 'POST', path: '/jobs', body: JSON.stringify(training(id)) });
  };
  const exists = async (fault, id) =>
    (await raw(`fault-${fault}`, { path: `/jobs/${id}` })).status === 200;
  assert.equal((await create('create-lost', 'a')).how, 'reset');
  assert.ok(await exists('create-lost', 'a'));
  assert.equal((await create('create-lost-before', 'a')).how, 'reset');
  assert.ok(!(await exists('create-lost-before', 'a')));
  assert.equal((await create('create-503-applied', 'a')).status, 503);
  assert.ok(await exists('create-503-applied', 'a'));
  assert.equal((await create('create-late-400', 'a')).how, 'reset');
  assert.ok(!(await exists('create-late-400', 'a')));
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.ok(await exists('create-late-400', 'a'));
  assert.equal((await create('create-reset-at-0', 'a')).how, 'reset');
  assert.ok(await exists('create-reset-at-0', 'a'));
  assert.equal((await create('create-lost-before-once', 'a')).how, 'reset');
  assert.equal((await create('create-lost-before-once', 'a')).status, 200);
  const change = (fault, more) => raw(`fault-${fault}`, { path: '/jobs/t_99e5cb31_v_5?updateMask=labels', ...more });
  assert.equal((await change('patch-lost', { method: 'PATCH', body: '{"labels":{"a":"b"}}' })).how, 'reset');
  assert.equal((await change('cancel-503-applied', { method: 'POST', path: '/jobs/t_99e5cb31_v_5:cancel' })).status, 503);
  const effects = async (fault) => (await emulator.ledger(`?project=fault-${fault}`)).map((line) => line.effect).filter(Boolean);
  assert.deepEqual(await effects('patch-lost'), ['patch']);
  assert.deepEqual(await effects('cancel-503-applied'), ['cancel']);
  assert.deepEqual(await effects('create-lost'), ['create']);
  assert.deepEqual(await effects('create-lost-before'), []);
  assert.deepEqual(await effects('create-late-400'), ['create']);
});

test('every fault of the table was tried', () => {
  const table = readFileSync(new URL('../emulator/misbehave.c', import.meta.url), 'utf8');
  const names = [...table.matchAll(/{ROW\("([^"]+)"/g)].map((match) => match[1]);
  assert.ok(names.length > 80);
  const elsewhere = ['#', '#-applied', '429-#', 'retry-after-#', 'retry-date-#', 'retry-info-#', 'conflict'];
  const tried = new Set([...struck].map((name) =>
    name.replace(/^(create|patch|cancel)-/, '').replace(/-once$/, '').replace(/(?<=^|-)\d+(?=$|-)/g, '#')));
  tried.add('204');
  assert.deepEqual(names.filter((name) => !tried.has(name) && !elsewhere.includes(name)), []);
});

test('the emulator has survived, and holds on to nothing', async () => {
  const descriptors = () => readdirSync(`/proc/${emulator.pid}/fd`).length;
  for (let i = 0; i < 50 && descriptors() > atStart + 5; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(descriptors() <= atStart + 5, `${descriptors()} descriptors, ${atStart} at the start`);
  assert.equal((await raw('demo')).body.toString(), text);
});
