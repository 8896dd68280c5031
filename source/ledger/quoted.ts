/** Quotation marks, and what looks like one beside a text. */
const marks = /["\\\u02ba\u02ee\u201c-\u201f\u2033\u2036\u3003\u301d-\u301f\uff02]/g;

/**
 * A text that somebody wrote, between quotation marks that it cannot end: those in it carry a backslash, and runs of
 * blanks are one.
 */
export function quoted(text: string): string {
  return `"${text.replaceAll(/\s+/g, ' ').replaceAll(marks, '\\$&')}"`;
}
