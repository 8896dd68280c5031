import type { StoryEvent } from '../node/facade.ts';
import { instant, type NameOf } from './answers.ts';

/** What happened to an object, oldest first. */
export function storyLines(history: readonly StoryEvent[], nameOf: NameOf): string[] {
  return history.map(({ block, time, what, label, operation, signer }) => {
    const where = block === 0 ? 'waiting' : `block ${block.toLocaleString('en-US')}, ${instant(time)}`;
    // What the queue did has the name of its object for a label.
    const words = operation.includes('.') ? `${label}: ${what}` : what;
    return `${where}: ${oneLine(words)}${signer === undefined ? '' : `, by ${nameOf(signer)}`}`;
  });
}

/** What somebody wrote cannot pass for lines of an answer. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
