import type { ViewModel } from '../frame/view.ts';
import { useServices } from '../model/services.ts';
import { useActing, usePlace, useStatus } from '../model/use-model.ts';
import { useCorrection } from '../screens/cars/correction.ts';
import { fitsCar, mendingOperations } from '../screens/cars/may.ts';
import { useReport } from '../screens/cars/report.ts';
import { carName } from '../screens/home/steps.ts';
import { type Choice, useMenu } from './menu.ts';
import { offered } from './offered.ts';

/** What can be done with a car, the most usual first. */
const carOperations = [
  'cars.inspect',
  'cars.service',
  'transfers.offer',
  'cars.assignPlate',
  'cars.flag',
  'cars.retire',
] as const;

/** `n`: everything that can be put on the ledger; on a car, what can be done with it. */
export function useCreatePage(): ViewModel {
  const { navigator } = useServices();
  const place = usePlace();
  const acting = useActing();
  const vin = place.values?.vin;
  const report = useReport(vin).value;
  const status = useStatus().value;
  const correct = useCorrection(report);
  const all = offered(navigator, acting).sort((left, right) => placeOf(left) - placeOf(right));
  const own = all.filter(({ name }) => name.startsWith(`${place.screen}.`));
  const rest = all.filter((operation) => !own.includes(operation));
  const onCar = [...carOperations, ...mendingOperations].flatMap((name) => {
    return fitsCar(name, report, status) ? all.filter((each) => each.name === name) : [];
  });
  const listed = vin === undefined ? [...own, ...rest] : onCar;
  const choices = listed.map(
    ({ name, label, detail, open }): Choice => ({
      id: name,
      title: label,
      detail,
      run: () => {
        navigator.back();
        open(place.values);
      },
    }),
  );
  const more: Choice[] = [
    ...(correct === undefined
      ? []
      : [
          {
            id: 'correct',
            title: 'Correct the latest reading',
            detail: 'a typing error; signed by who signed the reading',
            run: () => {
              navigator.back();
              correct();
            },
          },
        ]),
    {
      id: 'other',
      title: 'Something else',
      detail: 'everything that can be put on the ledger',
      run: () => navigator.replace({ screen: place.screen, view: 'create', key: 'everything' }),
    },
  ];
  const car = report === undefined ? vin : carName(report.car);
  return useMenu({
    heading: vin === undefined ? 'NEW' : `NEW › ${car}`,
    about:
      vin === undefined
        ? 'Everything that can be put on the ledger. Nothing is signed before you have seen a review page.'
        : 'What can be done with this car. Nothing is signed before you have seen a review page.',
    enter: 'fill in',
    choices: vin === undefined ? choices : [...choices, ...more],
  });
}

/** Registries in the order in which people come for them; what is paid comes last. */
const usualOrder = ['cars', 'transfers', 'tickets', 'books', 'agreements', 'owners', 'licences', 'coins'];

function placeOf({ name }: { readonly name: string }): number {
  const place = usualOrder.indexOf(name.slice(0, name.indexOf('.')));
  return place === -1 ? usualOrder.length : place;
}
