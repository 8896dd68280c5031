import { openForm } from '../forms/open-form.ts';
import { operations } from '../forms/operations.ts';
import type { ViewModel } from '../frame/view.ts';
import { useServices } from '../model/services.ts';
import { usePlace } from '../model/use-model.ts';
import { useMenu } from './menu.ts';

/** `n`: everything that can be put on the ledger; the screen's own operations come first. */
export function useCreatePage(): ViewModel {
  const { navigator } = useServices();
  const place = usePlace();
  // Payments last: what is put on the ledger is what one comes for.
  const all = operations.all().sort((left, right) => Number(isPayment(left)) - Number(isPayment(right)));
  const own = all.filter(({ name }) => name.startsWith(`${place.screen}.`));
  const rest = all.filter((operation) => !own.includes(operation));
  return useMenu({
    heading: 'NEW',
    about: 'Everything that can be put on the ledger. Nothing is signed before you have seen a review page.',
    enter: 'fill in',
    choices: [...own, ...rest].map(({ name, label, signer }) => ({
      id: name,
      title: label,
      detail: `signed by ${signer.words}`,
      run: () => {
        const values = place.values;
        navigator.back();
        openForm(navigator, name, values);
      },
    })),
  });
}

function isPayment({ name }: { readonly name: string }): boolean {
  return name.startsWith('coins.');
}
