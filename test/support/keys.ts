const esc = '\u001b';

/** Keys that end in a letter after CSI, or after SS3 where the program asked for application cursor keys. */
const cursorKeys: Readonly<Record<string, string>> = { Up: 'A', Down: 'B', Right: 'C', Left: 'D', End: 'F', Home: 'H' };

const namedKeys: Readonly<Record<string, string>> = {
  Enter: '\r',
  Escape: esc,
  Tab: '\t',
  'Shift-Tab': `${esc}[Z`,
  Space: ' ',
  Backspace: '\u007f',
  Insert: `${esc}[2~`,
  Delete: `${esc}[3~`,
  PageUp: `${esc}[5~`,
  PageDown: `${esc}[6~`,
  F1: `${esc}OP`,
  F2: `${esc}OQ`,
  F3: `${esc}OR`,
  F4: `${esc}OS`,
};

/**
 * The bytes that an xterm sends for a key: one of the names above, an arrow, `Ctrl-C` and the like, or one character.
 *
 * @throws where the name is none of these, so that a misspelt key never looks like a key that does nothing
 */
export function keySequence(key: string, applicationCursor: boolean): string {
  const cursor = cursorKeys[key];
  if (cursor !== undefined) return `${esc}${applicationCursor ? 'O' : '['}${cursor}`;
  const named = namedKeys[key];
  if (named !== undefined) return named;
  const control = /^Ctrl-([A-Z])$/.exec(key)?.[1];
  if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) - 64);
  if ([...key].length === 1) return key;
  throw new Error(`There is no key named ${JSON.stringify(key)}.`);
}
