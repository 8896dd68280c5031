import type { PoliceEntryView, PoliceView } from '../../../node/facade.ts';
import { openForm } from '../../forms/open-form.ts';
import type { ViewModel } from '../../frame/view.ts';
import { isUnanswered } from '../../model/queries.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useActing, useQuery, useStatus } from '../../model/use-model.ts';
import { type Choice, useMenu } from '../../pages/menu.ts';
import { counted, thousands } from '../../text/format.ts';
import { blank, row, span } from '../../text/row.ts';
import { usePolice } from './gate.ts';
import { entryRows } from './log-rows.ts';

/** What the police can do, as their database stands: none, closed or open. */
export function usePoliceView(): ViewModel {
  const answer = usePolice();
  const status = useStatus().value;
  const choices = useChoices(answer.value);
  const menu = useMenu({
    heading: 'POLICE',
    about: answer.value === undefined ? (answer.refusal?.message ?? '') : aboutWords(answer.value),
    enter: 'go on',
    choices,
    list: answer.value?.state ?? '',
  });
  const isOpen = answer.value?.state === 'open';
  const last = useQuery<readonly PoliceEntryView[]>(isOpen ? 'last of the log' : 'no log', ['police'], (facade) =>
    isOpen ? facade.policeLog({ limit: 12 }) : Promise.resolve([]),
  );
  const { page } = menu.panes;
  return {
    ...menu,
    scopes: ['police-menu', 'list'],
    loading: isUnanswered(answer),
    panes:
      !isOpen || page === undefined
        ? menu.panes
        : {
            focus: 'list',
            list: page,
            // Only a wide terminal has room for it.
            detail: ({ width }) => [
              row(' ', span('LAST IN THE LOG', 'title')),
              blank,
              ...(last.value ?? []).flatMap((entry) => [...entryRows(entry, width, status), blank]),
            ],
          },
  };
}

function aboutWords({ state, folder, entries = 0, mark = '' }: PoliceView): string {
  if (state === 'open') {
    return `The database is open: ${counted(entries, 'entry', 'entries')} in its log, mark ${mark}. Ten minutes without a question close it.`;
  }
  if (state === 'closed') {
    return 'The database that knows who is behind a key is closed. Its passphrase opens it. What goes onto the ledger alone needs none.';
  }
  const what =
    'The ledger knows keys and no names. Who is behind them the police alone know, in a private database: encrypted, on this machine only, each look-up with its purpose in a log that nobody can change unseen.';
  return folder === ''
    ? `${what} This node has no place for one.`
    : `${what} There is none here yet. Make one now, or with \`carnet police init\`.`;
}

function useChoices(view: PoliceView | undefined): Choice[] {
  const { facade, messages, navigator, queries } = useServices();
  const acting = useActing();
  const open = (to: string) => () => navigator.push({ screen: 'police', view: to, key: 'page' });
  const form =
    (operation: string, values: Readonly<Record<string, string>> = {}) =>
    () =>
      openForm(navigator, operation, values);
  const ask = (task: () => Promise<PoliceView>, said: (view: PoliceView) => string) => async () => {
    try {
      messages.say(said(await queries.once(task)), 'good');
    } catch (thrown) {
      messages.say(toRefusal(thrown).message, 'bad');
    }
    queries.touchAll();
  };
  const choice = (id: string, title: string, detail: string, run: () => void): Choice => ({ id, title, detail, run });
  const confirm = (detail: string, run: () => void) => choice('confirm', 'Confirm an owner', detail, run);
  // What stands for the person may come from a database elsewhere.
  const withCommitment = confirm('by a commitment that was made elsewhere', form('owners.certify'));
  const onLedger = [
    choice('replace', 'Replace a lost key', 'new key signs too; the old can object', form('owners.replace')),
    choice('revoke', 'Revoke an owner', 'the key can no longer buy or sell', form('owners.revoke')),
    choice('stolen', 'Mark a car stolen, or clear it', 'by its VIN', form('cars.flag', { flag: 'stolen' })),
  ];
  if (view === undefined) return [];
  if (view.state === 'none') {
    const make = choice('make', 'Make a database', 'under a passphrase of your own', open('police-make'));
    return [...(view.folder === '' ? [] : [make]), withCommitment, ...onLedger];
  }
  if (view.state === 'closed') {
    return [
      choice('open', 'Open the database', 'with its passphrase', open('police-open')),
      withCommitment,
      ...onLedger,
    ];
  }
  const takeIn = ask(
    () => facade.takeDemoPersons({ who: acting }),
    () => 'On file: the people of the demo, whom everybody may read about',
  );
  const close = ask(
    () => facade.closePolice(),
    () => 'Closed. Its passphrase opens it again',
  );
  return [
    ...(view.demo === undefined
      ? []
      : [
          choice(
            'demo',
            'Take in the people of the demo',
            `${thousands(view.demo)} people, public and not real`,
            () => void takeIn(),
          ),
        ]),
    choice('look-up', 'Look somebody up', 'by plate, name or address; purpose first', open('look-up')),
    confirm('on file here, a commitment on the ledger', open('put-on-file')),
    ...onLedger,
    choice('erase', 'Erase a person', 'salt and record; asks for a purpose', open('erase-person')),
    choice('log', 'The log', 'who looked for whom, when and what for', open('police-log')),
    choice('audit', 'Audit', 'whether everything is as it was written', open('police-audit')),
    choice('close', 'Close the database', 'its passphrase opens it again', () => void close()),
  ];
}
