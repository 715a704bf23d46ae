// The server as its own process, the way it is really run: killed, killed together with its database, stopped, started twice, started
// where it cannot. What was acknowledged must be there afterwards.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Agent, Visitor } from './support/server.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

class ServerProcess {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  #out = '';
  #err = '';

  constructor(env: Record<string, string>) {
    this.child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
      cwd: ROOT,
      env: { ...process.env, PORT: '0', CHAT_RATE_FACTOR: '1000', CHAT_LOG_LEVEL: 'error', DATABASE_URL: '', NODE_V8_COVERAGE: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.#out += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.#err += chunk.toString()));
    this.exited = new Promise((resolve) => this.child.once('close', resolve));
  }

  get out(): string {
    return this.#out;
  }

  get err(): string {
    return this.#err;
  }

  /** Resolves with the address once the server says that it is ready. */
  async ready(): Promise<string> {
    let over = false;
    void this.exited.then(() => (over = true));
    while (!/^Ready$/m.test(this.#out)) {
      if (over) throw new Error(`it did not start: ${this.#err}`);
      await sleep(20);
    }
    return /^Demo page {2}(http:\/\/\S+)\/$/m.exec(this.#out)?.[1] ?? '';
  }

  async kill(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.exited;
  }
}

async function postmaster(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
}

describe('the server as a process', { timeout: 240_000 }, () => {
  let dataDir: string;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'chat-process-'));
  });
  after(() => rm(dataDir, { recursive: true, force: true }));
  const start = (env: Record<string, string> = {}): ServerProcess => new ServerProcess({ CHAT_DATA_DIR: dataDir, ...env });

  test('killed three times while visitors write, the last time with its database: every acknowledged message is there once, in order', async () => {
    const acknowledged: string[] = [];
    let server = start();
    let url = await server.ready();
    const visitor = await Visitor.started(url);
    await visitor.call('POST', '/handoff', {});
    let writing = true;
    let index = 0;
    const write = async (): Promise<void> => {
      while (writing) {
        const id = `m${index}`;
        // As a client does: the same id again until somebody says that it is stored.
        const answer = await visitor.send(`text ${id}`, id).catch(() => undefined);
        if (answer?.status === 201 || answer?.status === 200) {
          acknowledged.push(id);
          index += 1;
        } else await sleep(50);
      }
    };
    const writer = write();
    for (const withDatabase of [false, false, true]) {
      const target = acknowledged.length + 40;
      while (acknowledged.length < target) await sleep(5);
      if (withDatabase) process.kill(await postmaster(dataDir), 'SIGKILL');
      await server.kill('SIGKILL');
      server = start();
      url = await server.ready();
      visitor.url = url;
    }
    const target = acknowledged.length + 40;
    while (acknowledged.length < target) await sleep(5);
    writing = false;
    await writer;
    const log = await visitor.log();
    assert.deepEqual(log.map((event) => event.seq), log.map((_, at) => at + 1));
    const stored = log.filter((event) => event.type === 'message').map((event) => event.message.id);
    assert.deepEqual(stored, acknowledged);
    assert.ok(stored.length >= 160);
    await server.kill('SIGTERM');
  });

  test('killed as an agent hands a question back: the bot answers it after the next start, once', async () => {
    let server = start({ CHAT_AGENT_PASSWORD: 'open sesame' });
    const url = await server.ready();
    const visitor = await Visitor.started(url);
    await visitor.call('POST', '/handoff', {});
    const agent = await Agent.login(url, 'Ada');
    const key = await agent.findChat(visitor);
    await agent.call('POST', `/chats/${key}/accept`);
    await visitor.send('What happens when I reload the page?');
    const back = await agent.call('POST', `/chats/${key}/handback`, {});
    await server.kill('SIGKILL');
    assert.equal(back.body.owner, 'bot');
    server = start();
    visitor.url = await server.ready();
    const answers = async () => (await visitor.log()).filter((event) => event.type === 'message' && event.message.author.role === 'bot');
    // The lease of an instance that was killed has to run out first.
    for (const limit = Date.now() + 60_000; (await answers()).length === 0; await sleep(100)) assert.ok(Date.now() < limit);
    await visitor.send('Thanks');
    for (const limit = Date.now() + 20_000; (await answers()).length < 2; await sleep(100)) assert.ok(Date.now() < limit);
    assert.equal((await answers()).length, 2);
    await server.kill('SIGTERM');
  });

  test('PostgreSQL is killed under a running server: it comes back, and streams stay open', async () => {
    const server = start();
    const visitor = await Visitor.started(await server.ready());
    await visitor.call('POST', '/handoff', {});
    const stream = visitor.stream();
    await stream.until((event) => event.type === 'handoff');
    process.kill(await postmaster(dataDir), 'SIGKILL');
    for (;;) {
      const answer = await visitor.send('after the crash', 'again').catch(() => undefined);
      if (answer && answer.status < 300) break;
      assert.ok(!answer || answer.status === 503, `${answer?.status}`);
      await sleep(50);
    }
    await stream.until((event) => event.type === 'message' && event.message.id === 'again', 20_000);
    stream.close();
    assert.equal(await server.kill('SIGTERM'), 0);
  });

  test('a polite stop tells streams to reconnect, takes less than five seconds, and leaves no database behind', async () => {
    const server = start();
    const visitor = await Visitor.started(await server.ready());
    const stream = visitor.stream();
    await stream.until((event) => event.type === 'started');
    const pid = await postmaster(dataDir);
    const began = performance.now();
    assert.equal(await server.kill('SIGTERM'), 0);
    assert.ok(performance.now() - began < 5_000);
    await stream.closed;
    const last = stream.frames.at(-1);
    assert.equal(last.type, 'reconnect');
    assert.ok(last.afterMs >= 0);
    await assert.rejects(stat(join(dataDir, 'postgres/postmaster.pid')), /ENOENT/);
    assert.throws(() => process.kill(pid, 0), /ESRCH/);
  });

  test('it prints where to go and a password that stays the same; the file is for its owner only', async () => {
    const first = start();
    const url = await first.ready();
    const password = /^Password {3}(\S+)$/m.exec(first.out)?.[1] ?? '';
    assert.match(first.out, /^Agents {5}http:\/\/127\.0\.0\.1:\d+\/agent$/m);
    assert.ok(password.length >= 16);
    await Agent.login(url, 'Ada', password);
    await first.kill('SIGTERM');
    assert.equal((await stat(join(dataDir, 'agent-password'))).mode & 0o777, 0o600);
    const second = start();
    await Agent.login(await second.ready(), 'Ada', password);
    await second.kill('SIGTERM');
    const third = start({ CHAT_AGENT_PASSWORD: 'from outside' });
    await Agent.login(await third.ready(), 'Ada', 'from outside');
    assert.doesNotMatch(third.out, /from outside/);
    await third.kill('SIGTERM');
  });

  test('what cannot start says why in one sentence, and leaves the running server alone', async () => {
    const server = start();
    const url = await server.ready();
    const visitor = await Visitor.started(url);
    const port = new URL(url).port;
    const spare = await mkdtemp(join(tmpdir(), 'chat-spare-'));
    // A PostgreSQL whose loader this machine does not have, as the one from npm on Alpine.
    const foreign = await mkdtemp(join(tmpdir(), 'chat-foreign-'));
    await mkdir(join(foreign, 'bin'));
    await writeFile(join(foreign, 'bin/postgres'), '#!/no-such-loader\n', { mode: 0o755 });
    await chmod(foreign, 0o755);
    const cases: [Record<string, string>, RegExp][] = [
      [{}, /^Another server already uses the data folder .*CHAT_DATA_DIR/],
      [{ PORT: port, CHAT_DATA_DIR: spare }, /^Port \d+ is taken: .*set PORT/],
      [{ PORT: 'http' }, /^PORT is "http": .*whole number/],
      [{ CHAT_ORIGINS: 'https://shop.example/path' }, /^CHAT_ORIGINS holds "https:\/\/shop\.example\/path"/],
      [{ CHAT_POSTGRES_DIR: '/nowhere', CHAT_DATA_DIR: spare }, /^CHAT_POSTGRES_DIR is .*set DATABASE_URL/],
      [{ CHAT_POSTGRES_DIR: foreign, CHAT_DATA_DIR: spare }, /^PostgreSQL from npm does not run on this machine \(ENOENT.*set DATABASE_URL/],
      [{ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', CHAT_DATA_DIR: spare }, /^The database of DATABASE_URL cannot be used \(ECONNREFUSED\)/],
      [{ CHAT_DATA_DIR: join(dataDir, 'agent-password/below-a-file') }, /^The data folder .* cannot be made \(ENOTDIR\)/],
    ];
    for (const [env, message] of cases) {
      const refused = start(env);
      assert.equal(await refused.exited, 1, refused.err);
      assert.match(refused.err.trim(), message);
      assert.equal(refused.err.trim().split('\n').length, 1, refused.err);
      assert.equal(refused.out, '');
    }
    assert.equal((await visitor.send('still here')).status, 201);
    await server.kill('SIGTERM');
    await Promise.all([spare, foreign].map((folder) => rm(folder, { recursive: true })));
  });

  test('a path too long for a socket, in a folder that is closed to others, works', async () => {
    const closed = await mkdtemp(join(tmpdir(), 'chat-closed-'));
    const deep = join(closed, 'a-folder-with-a-name-that-is-long'.repeat(3));
    const server = start({ CHAT_DATA_DIR: deep });
    const url = await server.ready();
    assert.equal((await (await Visitor.started(url)).send('hi')).status, 201);
    await server.kill('SIGKILL');
    const socketFolder = (await readFile(join(deep, 'postgres/postmaster.pid'), 'utf8')).split('\n')[4] ?? '';
    const again = start({ CHAT_DATA_DIR: deep });
    assert.equal((await fetch(`${await again.ready()}/healthz`)).status, 200);
    await assert.rejects(stat(socketFolder), /ENOENT/);
    assert.equal(await again.kill('SIGTERM'), 0);
    await rm(closed, { recursive: true });
  });
});
