/** Brackets within each other, at most: a request has three or four. */
const depthLimit = 64;
/** Characters below which it does not matter how deep something is. */
const shortLine = 20_000;

/** Whether a text is JSON that is nested so deep that reading it would hold up everybody else. */
export function isDeep(text: string): boolean {
  if (text.length < shortLine) return false;
  let depth = 0;
  let isText = false;
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (code === quote) isText = !isText;
    else if (isText) place += code === backslash ? 1 : 0;
    else if (code === openBracket || code === openBrace) depth++;
    else if (code === closeBracket || code === closeBrace) depth--;
    if (depth > depthLimit) return true;
  }
  return false;
}

const [quote, backslash, openBracket, openBrace, closeBracket, closeBrace] = [34, 92, 91, 123, 93, 125];
