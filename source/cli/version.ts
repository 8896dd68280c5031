import { readFileSync } from 'node:fs';

/** This program's version, as in its package file. */
export const version: string = (() => {
  const { version: found } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version?: unknown;
  };
  return typeof found === 'string' ? found : '0.0.0';
})();
