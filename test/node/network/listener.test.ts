import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { listen } from '../../../source/node/network/listener.ts';
import { freePort } from '../../cli/program.ts';
import { refused } from '../refused.ts';

test('a port that is asked for is held until it is closed', async () => {
  const port = await freePort();
  const first = await listen('127.0.0.1', port);
  onTestFinished(() => first.close());
  expect(first.port).toBe(port);
  await refused('PORT_TAKEN', () => listen('127.0.0.1', port));
  await first.close();
  const second = await listen('127.0.0.1', port);
  onTestFinished(() => second.close());
  expect(second.port).toBe(port);
});

test('a browser that comes by is told what this is', async () => {
  const { port, close } = await listen('127.0.0.1', await freePort());
  onTestFinished(close);
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  expect(answer.status).toBe(426);
  expect(await answer.text()).toMatch(/^This is a Carnet node\./);
});

test('a host that is not of this machine is refused in words', async () => {
  await refused('HOST_INVALID', () => listen('192.0.2.1', 0));
});

test('a connection that says nothing is let go', async () => {
  const { server, close } = await listen('127.0.0.1', 0);
  onTestFinished(close);
  expect([server.headersTimeout, server.requestTimeout, server.maxConnections]).toEqual([5_000, 5_000, 256]);
});

test('a node that talks to nobody turns away who dials it, and still closes', async () => {
  const { port, close } = await listen('127.0.0.1', 0);
  const dialled = new WebSocket(`ws://127.0.0.1:${port}`);
  const error = await new Promise<Error>((resolve) => dialled.once('error', resolve));
  expect(error.message).toContain('503');
  await close();
});
