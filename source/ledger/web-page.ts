import * as codec from './codec.ts';
import type { Field, Options } from './field.ts';
import { unfit } from './field.ts';
import { patternField } from './field-kinds.ts';

/** Bytes of a web address, at most. */
export const webPageLimit = 200;

/** `http` or `https`, a host, perhaps a port, perhaps a path: in one line, and with nobody's name before the host. */
const form = /^https?:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:[/?#][!-~]*)?$/i;

/** Whether a text is the address of a web page as the directory takes it. */
export function isWebPage(text: string): boolean {
  return text.length <= webPageLimit && form.test(text);
}

/** The address of a web page, or nothing. */
export function webPageField(label: string, options: Options<string> = {}): Field<string> {
  const normalise = (text: string) => {
    if (text === '') return text;
    if (text.length > webPageLimit) throw unfit(`is longer than ${webPageLimit} characters; take a shorter address`);
    if (!form.test(text)) {
      throw unfit('must be a web address in one line, like https://garage.example, without a name or password');
    }
    return text;
  };
  const itsCodec = codec.validText(webPageLimit, (text) => text === '' || isWebPage(text));
  return patternField(label, itsCodec, normalise, { fallback: () => '', ...options });
}
