import { qrRows } from '../../components/qr.ts';
import { nameOf } from '../../forms/known.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useQuery, useStatus } from '../../model/use-model.ts';
import { beside, blank, prose, type Row, row, rowWidth, type Size, span } from '../../text/row.ts';

/** Where somebody is paid: the address in full, and as a picture that another wallet's camera reads. */
export function useReceiveView(place: Place): ViewModel {
  const { copy, messages } = useServices();
  const status = useStatus().value;
  const account = useQuery(`account ${place.key}`, ['tip', 'mempool', 'fork'], (facade) =>
    facade.account(/^[a-z]+1[a-z0-9]{40,}$/.test(place.key) ? { address: place.key } : { name: place.key }),
  );
  const address = account.value?.address;
  return {
    panes: {
      page: (size) => (address === undefined ? [] : receiveRows(address, nameOf(status, address), size)),
    },
    loading: isUnanswered(account),
    handlers: {
      ...(address === undefined
        ? {}
        : {
            copy: () => {
              copy(address);
              messages.say(`The address of ${nameOf(status, address)} is on the clipboard`);
            },
          }),
    },
    labels: { copy: 'copy address' },
  };
}

function receiveRows(address: string, name: string, size: Size): Row[] {
  // Capital letters take less room in a code, and mean the same address.
  const code = qrRows(address.toUpperCase());
  const width = Math.max(0, ...code.map(rowWidth)) + 2;
  const words = [
    row(' ', span('RECEIVE', 'dim'), ' › ', span(name, 'title')),
    blank,
    ...prose(
      'Whoever knows this address can pay it. It is public: on the ledger everybody sees what it has.',
      size.width - width,
      'dim',
    ),
    blank,
    ...lines(address, Math.min(32, size.width - width - 2)).map((line) => row(' ', span(line, 'title'))),
    blank,
    ...prose('c copies it. The picture holds the same, in capital letters.', size.width - width),
  ];
  return beside({ rows: code, width }, { rows: words, width: size.width - width });
}

/** An address in groups of four, as many as fit a line: somebody may have to read it aloud. */
function lines(address: string, width: number): string[] {
  const groups = address.match(/.{1,4}/g) ?? [];
  const each = Math.max(1, Math.floor((width + 1) / 5));
  return Array.from({ length: Math.ceil(groups.length / each) }, (_, line) =>
    groups.slice(line * each, (line + 1) * each).join(' '),
  );
}
