import { chmodSync, existsSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { call } from '../../source/node/control/client.ts';
import {
  findPointers,
  prepareSocket,
  readPointer,
  socketPath,
  writePointer,
} from '../../source/node/control/location.ts';
import { errorCodes, messageLimit, methods } from '../../source/node/control/protocol.ts';
import { serveControl } from '../../source/node/control/server.ts';
import { openNode, SimulatedEnvironment, temporaryFolder } from '../support/node.ts';
import { refused } from './refused.ts';
import { openControlled, pointerOf, RawClient } from './socket.ts';

describe('JSON-RPC', () => {
  test.each([
    ['garbage', errorCodes.parse],
    ['', errorCodes.parse],
    ['"text"', errorCodes.request],
    ['null', errorCodes.request],
    ['[]', errorCodes.request],
    ['[{"jsonrpc":"2.0","id":1,"method":"status"}]', errorCodes.request],
    ['{}', errorCodes.request],
    ['{"id":{},"method":"status"}', errorCodes.request],
    ['{"id":1,"method":5}', errorCodes.request],
    ['{"id":1,"method":"constructor"}', errorCodes.method],
    ['{"id":1,"method":"close"}', errorCodes.method],
    ['{"id":1,"method":"subscribe"}', errorCodes.method],
    ['{"id":1,"method":"__proto__"}', errorCodes.method],
    [`{"id":1,"method":"${'x'.repeat(10_000)}"}`, errorCodes.method],
    ['{"id":1,"method":"block","params":{"height":-1}}', errorCodes.refused],
  ])('%s', async (line, code) => {
    const { socket } = await openControlled();
    const client = await RawClient.open(socket);
    client.write(`${line}\n`);
    const response = await client.response();
    expect(response).toMatchObject({ jsonrpc: '2.0', error: { code } });
    expect(JSON.stringify(response).length).toBeLessThan(1_000);
    // The connection goes on.
    client.write('{"jsonrpc":"2.0","id":7,"method":"status"}\n');
    expect(await client.response()).toMatchObject({ id: 7, result: { network: 'regtest' } });
  });

  test('an id may be a text; answers come in the order of the requests', async () => {
    const { socket } = await openControlled();
    const client = await RawClient.open(socket);
    const requests = ['mine', 'status', 'blocks', 'status'].map((method, index) =>
      JSON.stringify({ jsonrpc: '2.0', id: `request ${index}`, method }),
    );
    client.write(`${requests.join('\n')}\n`);
    for (let index = 0; index < requests.length; index++) {
      expect(await client.response()).toMatchObject({ id: `request ${index}` });
    }
  });

  test('a request in many pieces, and many in one', async () => {
    const { socket } = await openControlled();
    const client = await RawClient.open(socket);
    const request = Buffer.from('{"id":1,"method":"find","params":{"text":"é"}}\n');
    for (const byte of request) client.write(Uint8Array.of(byte));
    expect(await client.response()).toEqual({ jsonrpc: '2.0', id: 1, result: [] });
  });

  test('the unknown method is named with those that there are', async () => {
    const { ask } = await openControlled();
    const error = await refused('METHOD_REFUSED', () => ask('shutdown'));
    for (const method of methods) expect(error.message).toContain(method);
  });
});

describe('hostile programs', () => {
  test('a line without an end is cut off, and others go on', async () => {
    const { socket, ask } = await openControlled();
    const client = await RawClient.open(socket);
    const megabyte = Buffer.alloc(2 ** 20, 'x');
    for (let sent = 0; sent <= messageLimit; sent += megabyte.length) client.write(megabyte);
    expect(await client.response()).toMatchObject({ id: null, error: { code: errorCodes.request } });
    client.socket.end();
    await client.closed;
    expect(await ask('status')).toMatchObject({ height: 0 });
  });

  test('a request nested without an end is refused unread, and long texts are not', async () => {
    const { socket } = await openControlled();
    const client = await RawClient.open(socket);
    const deep = '[{"a":'.repeat(100_000);
    client.write(`{"id":1,"method":"find","params":${deep}\n`);
    expect(await client.response()).toMatchObject({
      error: { code: errorCodes.request, message: expect.stringContaining('nested') },
    });
    client.write(`{"id":2,"method":"find","params":{"text":"\\"${'['.repeat(50_000)}"}}\n`);
    expect(await client.response()).toMatchObject({ id: 2, error: { code: errorCodes.refused } });
  });

  test('bytes that are no text, and a thousand empty lines', async () => {
    const { socket, ask } = await openControlled();
    const client = await RawClient.open(socket);
    client.write(Uint8Array.of(0, 255, 254, 128, 10));
    expect(await client.response()).toMatchObject({ error: { code: errorCodes.parse } });
    client.write('\n'.repeat(1_000));
    for (let count = 0; count < 1_000; count++) {
      expect(await client.response()).toMatchObject({ error: { code: errorCodes.parse } });
    }
    expect(await ask('status')).toMatchObject({ height: 0 });
  });

  test('hanging up in the middle of a request or of an answer', async () => {
    const { socket, ask, environment } = await openControlled();
    for (const text of ['{"id":1,"met', '{"id":1,"method":"mine","params":{"blocks":20}}\n']) {
      const client = await RawClient.open(socket);
      client.write(text);
      client.socket.destroy();
      await client.closed;
    }
    expect(await ask('mine', { blocks: 0 })).toMatchObject({ height: expect.any(Number) });
    expect(environment.logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  test('a program that asks and never listens fills nothing but its own buffers', async () => {
    const { socket, ask } = await openControlled();
    const client = await RawClient.open(socket);
    client.socket.pause();
    const request = '{"id":1,"method":"directory"}\n';
    client.write(request.repeat(20_000));
    // What it asked for is answered up to what the connection holds; the rest waits unread.
    for (let count = 0; count < 5; count++) expect(await ask('status')).toMatchObject({ height: 0 });
    client.socket.destroy();
    await client.closed;
  });

  test('params nested a hundred thousand deep', async () => {
    const { socket, ask } = await openControlled();
    const client = await RawClient.open(socket);
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    for (const params of [deep, `{"vin":${deep}}`, `{"as":"alice","operation":${deep}}`]) {
      client.write(`{"id":1,"method":"submit","params":${params}}\n`);
      expect(await client.response()).toMatchObject({ error: { message: expect.any(String) } });
    }
    expect(await ask('status')).toMatchObject({ height: 0 });
  });

  test('more programs than may be connected: those beyond are cut off, those before go on', async () => {
    const { socket, ask } = await openControlled();
    const clients = await Promise.all(Array.from({ length: 32 }, () => RawClient.open(socket)));
    const beyond = await RawClient.open(socket);
    await beyond.closed;
    for (const client of clients) client.write('{"id":1,"method":"status"}\n');
    for (const client of clients) expect(await client.response()).toMatchObject({ id: 1 });
    for (const client of clients) client.socket.destroy();
    await Promise.all(clients.map(({ closed }) => closed));
    expect(await ask('status')).toMatchObject({ height: 0 });
  });
});

describe('when all places are taken', () => {
  test('who has asked for nothing longest, for a minute, gives up its place; who asked lately keeps it', async () => {
    const { socket, ask, environment } = await openControlled();
    const clients: RawClient[] = [];
    for (let count = 0; count < 32; count++) {
      clients.push(await RawClient.open(socket));
      environment.advance(1);
    }
    const status = '{"id":1,"method":"status"}\n';
    environment.advance(59_000);
    // The first asks; the second only begins to.
    clients[0]!.write(status);
    expect(await clients[0]!.response()).toMatchObject({ id: 1 });
    clients[1]!.write('{"id":1,"met');
    await refused('ANSWER_INVALID', () => ask('status'));
    environment.advance(1_000);
    expect(await ask('status')).toMatchObject({ height: 0 });
    await clients[1]!.closed;
    for (const client of clients.slice(2)) {
      client.write(status);
      expect(await client.response()).toMatchObject({ id: 1 });
    }
    clients[0]!.write(status);
    expect(await clients[0]!.response()).toMatchObject({ id: 1 });
  });

  test('nobody who still waits for an answer', async () => {
    const directory = temporaryFolder();
    const environment = new SimulatedEnvironment();
    const node = await openNode({ directory, environment });
    let begun = 0;
    const allBegun = Promise.withResolvers<void>();
    const endless = () => {
      if (++begun === 32) allBegun.resolve();
      return new Promise(() => undefined);
    };
    const working = new Proxy(node, {
      get: (target, name) => (name === 'status' ? endless : Reflect.get(target, name, target)),
    });
    const server = await serveControl(working, { directory, port: 5000 }, environment);
    onTestFinished(() => server.close());
    const path = socketPath(directory);
    for (let count = 0; count < 32; count++) (await RawClient.open(path)).write('{"id":1,"method":"status"}\n');
    await allBegun.promise;
    environment.advance(600_000);
    await refused('ANSWER_INVALID', () => call(path, 'blocks', {}));
  });
});

test('ten programs at once: every block and every payment counts', async () => {
  const { ask } = await openControlled();
  const before = (await ask('account', { name: 'bob' })) as { balance: string };
  const names = [
    'alice',
    'carol',
    'dealer',
    'seller',
    'garage',
    'notary',
    'organiser',
    'police',
    'inspector',
    'library-3',
  ];
  await Promise.all(
    names.flatMap((as) => [
      ask('submit', { as, operation: 'coins.transfer', to: 'bob', amount: '5' }),
      ask('mine', { blocks: 2 }),
      ask('submit', { as, operation: 'coins.transfer', to: 'bob', amount: '7' }),
    ]),
  );
  await ask('mine');
  expect(await ask('status')).toMatchObject({ height: 21, mempool: 0 });
  const after = (await ask('account', { name: 'bob' })) as { balance: string };
  expect(BigInt(after.balance) - BigInt(before.balance)).toBe(120n);
});

describe('where the socket lies', () => {
  test('socket, its folder and the pointer are for the owner only', async () => {
    const { socket, directory } = await openControlled();
    const modeOf = (path: string) => statSync(path).mode & 0o777;
    expect([modeOf(socket), modeOf(dirname(socket)), modeOf(pointerOf(directory))]).toEqual([0o600, 0o700, 0o600]);
  });

  test('closing takes socket and pointer away', async () => {
    const { socket, directory, server } = await openControlled();
    expect(readPointer(directory)).toEqual({ socket, pid: process.pid, port: 5000 });
    await server.close();
    expect(existsSync(socket)).toBe(false);
    expect(readPointer(directory)).toBeUndefined();
  });

  test('a data folder of more than 107 bytes', async () => {
    const directory = join(temporaryFolder(), 'a'.repeat(100), 'é'.repeat(60));
    mkdirSync(directory, { recursive: true });
    const { socket, ask } = await openControlled(directory);
    expect(Buffer.byteLength(socket)).toBeLessThan(104);
    expect(await ask('status')).toMatchObject({ dataDirectory: directory });
  });

  test('a temporary folder with a long path is not used', () => {
    const before = process.env.TMPDIR;
    onTestFinished(() => {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    });
    process.env.TMPDIR = `/${'é'.repeat(50)}`;
    expect(Buffer.byteLength(socketPath('/somewhere'))).toBeLessThan(104);
  });

  test('a socket that a dead node left is replaced', async () => {
    const directory = temporaryFolder();
    const path = socketPath(directory);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'left behind');
    onTestFinished(() => rmSync(path, { force: true }));
    const { ask } = await openControlled(directory);
    expect(await ask('status')).toMatchObject({ height: 0 });
  });

  test('a link in the place of the folder is refused', async () => {
    const folder = temporaryFolder();
    symlinkSync(temporaryFolder(), join(folder, 'link'));
    await refused('SOCKET_FOLDER_FOREIGN', () => prepareSocket(join(folder, 'link', 'one.sock')));
    writeFileSync(join(folder, 'file'), '');
    expect(() => prepareSocket(join(folder, 'file', 'one.sock'))).toThrow();
  });
});

describe('pointers', () => {
  test.each(['', '{', 'null', '[]', '"text"', '{"socket":1,"pid":2,"port":3}'])('%s points nowhere', (text) => {
    const folder = temporaryFolder();
    writeFileSync(pointerOf(folder), text);
    expect(readPointer(folder)).toBeUndefined();
  });

  test('are found below the network folders only, lowest port first', () => {
    const base = temporaryFolder();
    const put = (network: string, port: string, number: number) => {
      mkdirSync(join(base, network, port), { recursive: true });
      writePointer(join(base, network, port), { socket: `/${number}`, pid: 1, port: number });
    };
    put('devnet-01234567', '5002', 5002);
    put('regtest-01234567', '5001', 5001);
    put('regtest-01234567', '40000', 40_000);
    put('elsewhere', '5000', 5000);
    put('devnet-01234567', 'old', 4000);
    mkdirSync(join(base, 'closed-01234567'));
    chmodSync(join(base, 'closed-01234567'), 0);
    expect(findPointers(base, undefined).map(({ port }) => port)).toEqual([5001, 5002, 40_000]);
    expect(findPointers(base, 'regtest').map(({ port }) => port)).toEqual([5001, 40_000]);
    expect(findPointers(join(base, 'nothing'), undefined)).toEqual([]);
  });
});

describe('the asking side', () => {
  test('NODE_NOT_RUNNING where nobody listens', async () => {
    await refused('NODE_NOT_RUNNING', () => call(join(temporaryFolder(), 'none.sock'), 'status', {}));
  });

  test.each([
    ['hangs up', ''],
    ['says nonsense', 'nonsense\n'],
    ['answers neither result nor error', '{"jsonrpc":"2.0","id":1}\n'],
    ['answers without an end', 'x'.repeat(messageLimit + 1)],
  ])('ANSWER_INVALID where the other side %s', async (_, answer) => {
    const path = join(temporaryFolder(), 'odd.sock');
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => socket.end(answer));
    });
    await new Promise<void>((resolve) => {
      server.listen(path, resolve);
    });
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
    await refused('ANSWER_INVALID', () => call(path, 'status', {}));
  });
});

test('something unexpected in a method is one sentence, with the details in the log', async () => {
  const directory = temporaryFolder();
  const environment = new SimulatedEnvironment();
  const node = await openNode({ directory, environment });
  const broken = new Proxy(node, {
    get: (target, name) =>
      name === 'status' ? () => Promise.reject(new Error('a fault')) : Reflect.get(target, name, target),
  });
  const server = await serveControl(broken, { directory, port: 5000 }, environment);
  onTestFinished(() => server.close());
  const error = await refused('INTERNAL', () => call(socketPath(directory), 'status', {}));
  expect(error.message).not.toContain('fault');
  expect(environment.logged).toMatchObject([{ level: 50, error: { message: 'a fault' } }]);
});
