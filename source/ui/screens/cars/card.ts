import { technicalFields } from '../../../ledger/registries/cars/car.ts';
import type { CarReport, Status } from '../../../node/facade.ts';
import { usePager } from '../../components/pager.ts';
import { countryName } from '../../forms/countries.ts';
import { fieldWords } from '../../forms/field-words.ts';
import type { AnyField } from '../../forms/form-lines.ts';
import { nameOf } from '../../forms/known.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { useServices } from '../../model/services.ts';
import { useStatus } from '../../model/use-model.ts';
import { dayText, thousands } from '../../text/format.ts';
import { blank, prose, type Row, row, span, title } from '../../text/row.ts';
import { padTo } from '../../text/width.ts';
import { carName } from '../home/steps.ts';
import { useReport } from './report.ts';

/** The registration card: what the paper used to say, in place of the paper. */
export function useCardView(place: Place): ViewModel {
  const { copy, messages } = useServices();
  const status = useStatus().value;
  const answer = useReport(place.key);
  const pager = usePager('card');
  return {
    panes: {
      page: (size) => (answer.value === undefined ? [] : pager.draw(cardRows(answer.value, status, size.width), size)),
    },
    scopes: ['list'],
    handlers: {
      ...pager.handlers,
      copy: () => {
        copy(place.key);
        messages.say(`VIN ${place.key} is on the clipboard`);
      },
    },
    labels: { copy: 'copy VIN' },
  };
}

const statusWords: Readonly<Record<string, string>> = {
  made: 'new, not registered yet',
  registered: 'registered',
  exported: 'exported: it left the country',
  destroyed: 'scrapped',
};

function cardRows({ car }: CarReport, status: Status | undefined, width: number): Row[] {
  const fact = (label: string, value: string) => row(' ', span(padTo(label, 26), 'dim'), value);
  const technical = Object.entries(technicalFields).flatMap(([name, field]) =>
    fieldWords(field as unknown as AnyField, car.technical?.[name], status),
  );
  return [
    row(' ', span('Cars › ', 'dim'), span(carName(car), 'title'), span(' › registration card', 'dim')),
    blank,
    title(' THE CAR'),
    fact('VIN', car.vin),
    fact('Plate', car.plate ?? 'none yet'),
    fact('Make and model', `${car.make} ${car.model}`),
    fact('Model year', String(car.year)),
    fact('Country of origin', countryName(car.country) ?? car.country),
    fact(car.imported ? 'Brought in by' : 'Made by', nameOf(status, car.manufacturer)),
    blank,
    title(' NOW'),
    fact('Owner', nameOf(status, car.owner)),
    fact('Status', statusWords[car.status] ?? car.status),
    fact(
      'Last reading',
      car.kilometres === undefined ? 'none yet' : `${thousands(car.mileage ?? car.kilometres)} ${car.unit ?? 'km'}`,
    ),
    car.testState === 'unknown'
      ? fact('Safety test', 'none known here')
      : fact(
          car.testState === 'passed' ? 'Safety test counts until' : 'Safety test due',
          `${dayText(car.testDue)}${car.testRevoked === true ? ', issuer revoked' : ''}`,
        ),
    fact(
      'Marks',
      car.flags.length === 0
        ? 'none'
        : car.flags.map(({ flag, setter }) => `${flag} (by ${nameOf(status, setter)})`).join(', '),
    ),
    fact('Entries', thousands(car.historyCount)),
    blank,
    title(' TECHNICAL DATA'),
    ...(technical.length === 0
      ? prose('The manufacturer gave none.', width, 'dim')
      : technical.map(({ label, words }) => fact(label, words))),
  ];
}
