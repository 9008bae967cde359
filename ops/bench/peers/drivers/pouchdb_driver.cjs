// PouchDB on LevelDB, one process a side, its own replication protocol over HTTP (express-pouchdb).
// Told what to do by lines of JSON on its input; answers each with one line.
// It does: durable storage, revision trees, a deterministic winner of conflicts.
// It does not: encrypt (neither at rest nor on the wire here), sign, check rights, explain a conflict.
"use strict";
const crypto = require("crypto");
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const PouchDB = require("pouchdb");

const folder = process.argv[2];
// Larger than its default of 100, with which it is a little slower.
const OPTIONS = { batch_size: 1000, batches_limit: 10 };
const Stored = PouchDB.defaults({ prefix: folder + path.sep });
const db = new Stored("records");

async function write(file) {
  const records = fs.readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  for (let at = 0; at < records.length; at += 1000) {
    const part = records.slice(at, at + 1000);
    const held = await db.allDocs({ keys: part.map((one) => one.id) });
    const docs = part.map((one, index) => {
      const row = held.rows[index];
      const doc = { _id: one.id, ...one.value };
      return row.value ? { ...doc, _rev: row.value.rev } : doc;
    });
    for (const done of await db.bulkDocs(docs)) if (done.error) throw new Error(done.message);
  }
  return { written: records.length };
}

async function serve() {
  const app = require("express")();
  app.use("/", require("express-pouchdb")(Stored, { inMemoryConfig: true, logPath: path.join(folder, "log.txt") }));
  const server = await new Promise((ready) => {
    const one = app.listen(0, "127.0.0.1", () => ready(one));
  });
  return { port: server.address().port };
}

async function sync(port) {
  const began = process.hrtime.bigint();
  const done = await db.sync(`http://127.0.0.1:${port}/records`, OPTIONS);
  for (const way of [done.push, done.pull]) if (!way.ok) throw new Error("replication failed");
  return { seconds: Number(process.hrtime.bigint() - began) / 1e9 };
}

async function hold() {
  const all = await db.allDocs({ include_docs: true });
  const hash = crypto.createHash("sha256");
  for (const row of all.rows) hash.update(row.id + row.value.rev);
  return { records: all.rows.length, digest: hash.digest("hex") };
}

const work = {
  write: (asked) => write(asked.file),
  serve: () => serve(),
  sync: (asked) => sync(asked.port),
  hold: () => hold(),
};

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    process.stdout.write(JSON.stringify(await work[asked.do](asked)) + "\n");
  }
  process.exit(0);
}

main().catch((error) => {
  process.stderr.write(String(error && error.stack) + "\n");
  process.exit(1);
});
