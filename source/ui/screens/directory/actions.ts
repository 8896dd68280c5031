import type { LicenceView, Status } from '../../../node/facade.ts';
import { openForm } from '../../forms/open-form.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Navigator } from '../../model/navigator.ts';

/** What the names of this wallet can do with a licence now, and who acts with its own; each opens a form. */
export function licenceActions(
  licence: LicenceView | undefined,
  { status, acting, navigator }: { status: Status | undefined; acting: string; navigator: Navigator },
): ViewModel['handlers'] {
  const hasAuthority = status?.names.some(({ roles }) => roles.includes('authority')) === true;
  const license = hasAuthority ? { license: () => openForm(navigator, 'licences.grant') } : {};
  if (licence === undefined || licence.role === 'authority') return license;
  const own = status?.names.find(({ address }) => address === licence.address)?.name;
  const values = { holder: own ?? licence.address, role: licence.role };
  const { accused } = licence;
  // As the ledger has it: what is on its way back can be taken too.
  const canBeAccused = !accused && (isInForce(licence) || licence.atStake !== '0');
  const isActing = status?.names.some(({ name, address }) => name === acting && address === licence.address) === true;
  return {
    ...license,
    ...(hasAuthority && canBeAccused ? { accuse: () => openForm(navigator, 'licences.accuse', values) } : {}),
    ...(hasAuthority && accused ? { decide: () => openForm(navigator, 'licences.decide', values) } : {}),
    ...(own !== undefined && accused
      ? { answer: () => openForm(navigator, 'licences.defend', { as: own, role: licence.role }) }
      : {}),
    ...(own !== undefined && isActing && isInForce(licence)
      ? { giveBack: () => openForm(navigator, 'licences.retire', { as: own, role: licence.role }) }
      : {}),
  };
}

/** Whether it is licensed, be its guarantee too low. */
function isInForce({ status }: LicenceView): boolean {
  return status === 'active' || status === 'too little guarantee';
}
