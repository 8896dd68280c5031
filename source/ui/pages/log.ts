import { usePager } from '../components/pager.ts';
import type { ViewModel } from '../frame/view.ts';
import type { Message } from '../model/messages.ts';
import { useServices } from '../model/services.ts';
import { useStatus } from '../model/use-model.ts';
import { clock } from '../text/format.ts';
import { blank, prose, type Row, row, span, title } from '../text/row.ts';
import { wrapWords } from '../text/width.ts';

/** What the message row said since the terminal was opened, newest first, each in full. */
export function useLogPage(): ViewModel {
  const { messages } = useServices();
  const status = useStatus().value;
  const pager = usePager('log');
  return {
    panes: { page: (size) => pager.draw(logRows(messages.said(), status?.dataDirectory, size.width), size) },
    scopes: ['list'],
    handlers: pager.handlers,
  };
}

function logRows(said: readonly Message[], folder: string | undefined, width: number): Row[] {
  return [
    title(' LOG'),
    ...prose(
      `What this terminal said since it was opened, newest first.${folder === undefined ? '' : ` What the node itself did is in carnet.log, in ${folder}.`}`,
      width,
      'dim',
    ),
    blank,
    ...(said.length === 0
      ? prose('Nothing yet. What becomes of an entry that you sign is said here, and why something was refused.', width)
      : said.flatMap((message) => messageRows(message, width))),
  ];
}

function messageRows({ at, text, tone }: Message, width: number): Row[] {
  const [first = '', ...rest] = wrapWords(text, Math.min(100, width - 14));
  const mark = tone === 'bad' ? span('✗', 'bad') : tone === 'good' ? span('✓', 'good') : ' ';
  return [row(' ', span(clock(at), 'dim'), '  ', mark, ` ${first}`), ...rest.map((line) => row(' '.repeat(13), line))];
}
