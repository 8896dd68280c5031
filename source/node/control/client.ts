import { connect } from 'node:net';
import { RefusedError, refusals } from '../../ledger/refusal.ts';
import { LineReader } from './lines.ts';
import { messageLimit, type Response } from './protocol.ts';

export const clientRefusals = refusals({
  NODE_NOT_RUNNING: (data: { where: string }) =>
    `No Carnet is running ${data.where}. Start one with \`carnet\` and ask again.`,
  ANSWER_INVALID: () => 'The node hung up or gave an answer that cannot be read. Look into its log.',
  METHOD_REFUSED: (data: { reason: string }) => data.reason,
});

/**
 * Asks a node over its control socket.
 * @throws NODE_NOT_RUNNING, ANSWER_INVALID, METHOD_REFUSED, or the node's own refusal
 */
export async function call(socket: string, method: string, params: unknown): Promise<unknown> {
  const line = await exchange(socket, `${JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })}\n`);
  const response = read(line);
  if ('result' in response) return response.result;
  const { message, data } = response.error;
  if (data === undefined) throw clientRefusals.METHOD_REFUSED({ reason: message });
  throw new RefusedError(data.code, data.message, data.data);
}

function read(line: string): Response {
  try {
    const response: unknown = JSON.parse(line);
    if (typeof response === 'object' && response !== null && ('result' in response || 'error' in response)) {
      return response as Response;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw clientRefusals.ANSWER_INVALID();
}

function exchange(path: string, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new LineReader(messageLimit);
    let isAsked = false;
    const socket = connect(path, () => {
      isAsked = true;
      socket.write(request);
    });
    socket.on('data', (chunk: Buffer) => {
      try {
        const [line] = reader.push(chunk);
        if (line === undefined) return;
        resolve(line);
      } catch {
        // The answer is longer than any may be.
        reject(clientRefusals.ANSWER_INVALID());
      }
      socket.destroy();
    });
    // Once the request is on its way it must not be tried on another node: this one may have carried it out.
    socket.on('error', () => {
      reject(isAsked ? clientRefusals.ANSWER_INVALID() : clientRefusals.NODE_NOT_RUNNING({ where: `behind ${path}` }));
    });
    socket.on('close', () => reject(clientRefusals.ANSWER_INVALID()));
  });
}
