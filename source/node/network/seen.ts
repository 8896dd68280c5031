import { byteString, bytesOf } from '../../ledger/byte-string.ts';
import { hostOf, normalUrl } from './addresses.ts';
import type { Hello } from './messages.ts';
import { recordUrlsLimit } from './record.ts';

/**
 * Number of the extension of a hello in which a node says at which host it sees the other: a node learns from those
 * that reached it under which name it can be reached.
 */
const seenNumber = 1;
/** Bytes of a host, at most. */
const hostLimit = 80;

/** The extension for whoever is at the other end of a connection (`host:port`). */
export function seenAt(remote: string): Hello['extensions'] {
  const host = hostOf(remote);
  return /^[!-~]{1,80}$/.test(host) ? [{ number: seenNumber, bytes: bytesOf(host) }] : [];
}

/** Under which URL a node that listens on a port can be reached, as far as a hello says; it may be a lie. */
export function seenUrl({ extensions }: Hello, listenPort: number): string | undefined {
  const bytes = extensions.find(({ number }) => number === seenNumber)?.bytes;
  if (bytes === undefined || bytes.length > hostLimit) return undefined;
  const host = byteString(bytes);
  return normalUrl(`ws://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${listenPort}`);
}

/** The URLs that most say, those first; as many as a record holds. */
export function mostSeen(urls: Iterable<string | undefined>): string[] {
  const counts = new Map<string, number>();
  for (const url of urls) if (url !== undefined) counts.set(url, (counts.get(url) ?? 0) + 1);
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .map(([url]) => url)
    .slice(0, recordUrlsLimit);
}
