// PouchDB → express-pouchdb (CouchDB protocol, LevelDB) on loopback: the same record, the same batches as ours.
// Prints one JSON line per measurement: {"what", "per_second", "bytes_up", "bytes_down"}.
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const PouchDB = require('pouchdb');
const express = require('express');

// The server is a process of its own, as ours is: both may use a core.
async function serve(prefix) {
  const app = express();
  const ServerDB = PouchDB.defaults({ prefix });
  app.use('/db', require('express-pouchdb')(ServerDB, { mode: 'minimumForPouchDB', inMemoryConfig: true }));
  const server = createServer(app);
  let up = 0;
  let down = 0;
  server.on('connection', (socket) =>
    socket.on('close', () => {
      up += socket.bytesRead;
      down += socket.bytesWritten;
    }),
  );
  process.on('message', (message) => {
    if (message === 'stop') process.exit(0);
    server.closeAllConnections();
    setTimeout(() => {
      process.send({ up, down });
      up = 0;
      down = 0;
    }, 200);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.send({ port: server.address().port });
  await new Promise(() => {});
}
if (process.argv[2] === 'serve') await serve(process.argv[3]);

const [visitFile, visits = '5000', households = '10000'] = process.argv.slice(2);
const sample = JSON.parse(readFileSync(visitFile, 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'zoufang-peer-'));
const remarks = ['信号差，照片未上传', '家属反映药费报销慢', '房屋漏雨，已登记', '外出务工，年底回', '无'];

const visit = (n) => ({
  ...sample,
  _id: crypto.randomUUID(),
  household_id: `HH-320112-${String(n).padStart(6, '0')}`,
  remarks: remarks[n % remarks.length],
});

// A household row about as long as the one in the peers' record (589 bytes).
const household = (n) => ({
  _id: crypto.randomUUID(),
  village: `V${n % 12}`,
  group: `${n % 9}组`,
  head: `张${String.fromCodePoint(0x4e00 + (n % 2000))}`,
  phone: `1380000${String(n % 10000).padStart(4, '0')}`,
  members: [0, 1, 2].map((m) => ({
    id: crypto.randomUUID(),
    name: `李${String.fromCodePoint(0x4e00 + ((n + m) % 2000))}`,
    id_no: `990101${1950 + (n % 60)}0101${String(n % 1000).padStart(3, '0')}${m}`,
    relation: `0${m + 1}`,
    labor: 'ordinary',
  })),
});

const server = fork(process.argv[1], ['serve', join(folder, 'server-')]);
const answer = () => new Promise((resolve) => server.once('message', resolve));
const url = `http://127.0.0.1:${(await answer()).port}/db`;
const counted = async () => {
  const reply = answer();
  server.send('count');
  return reply;
};

const measure = async (what, count, run) => {
  await counted();
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1000;
  const { up, down } = await counted();
  console.log(
    JSON.stringify({
      what,
      per_second: Math.round(count / seconds),
      bytes_up: Math.round(up / count),
      bytes_down: Math.round(down / count),
    }),
  );
};

const local = new PouchDB(join(folder, 'client'));
const pushed = Number(visits);
for (let n = 0; n < pushed; n += 1000)
  await local.bulkDocs(Array.from({ length: Math.min(1000, pushed - n) }, (_, i) => visit(n + i)));
await measure('push visits, batch 100', pushed, () =>
  local.replicate.to(`${url}/visits`, { batch_size: 100, checkpoint: 'source' }),
);

const source = new PouchDB(`${url}/households`);
const pulled = Number(households);
for (let n = 0; n < pulled; n += 1000)
  await source.bulkDocs(Array.from({ length: Math.min(1000, pulled - n) }, (_, i) => household(n + i)));
const target = new PouchDB(join(folder, 'client-households'));
await measure('pull households, batch 1000', pulled, () =>
  target.replicate.from(`${url}/households`, { batch_size: 1000 }),
);

server.send('stop');
rmSync(folder, { recursive: true, force: true });
process.exit(0);
