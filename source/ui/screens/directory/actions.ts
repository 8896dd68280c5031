import type { LicenceView, Status } from '../../../node/facade.ts';
import { openForm } from '../../forms/open-form.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Navigator } from '../../model/navigator.ts';

/** What the names of this wallet can do with a licence now; each opens a form. */
export function licenceActions(
  licence: LicenceView | undefined,
  status: Status | undefined,
  navigator: Navigator,
): ViewModel['handlers'] {
  const hasAuthority = status?.names.some(({ roles }) => roles.includes('authority')) === true;
  const license = hasAuthority ? { license: () => openForm(navigator, 'licences.grant') } : {};
  if (licence === undefined || licence.role === 'authority') return license;
  const own = status?.names.find(({ address }) => address === licence.address)?.name;
  const values = { holder: own ?? licence.address, role: licence.role };
  const { accused } = licence;
  const canBeAccused = !accused && (licence.status === 'active' || licence.stake !== '0');
  return {
    ...license,
    ...(hasAuthority && canBeAccused ? { accuse: () => openForm(navigator, 'licences.accuse', values) } : {}),
    ...(hasAuthority && accused ? { decide: () => openForm(navigator, 'licences.decide', values) } : {}),
    ...(own !== undefined && accused
      ? { answer: () => openForm(navigator, 'licences.defend', { as: own, role: licence.role }) }
      : {}),
    ...(own !== undefined && licence.status === 'active'
      ? { giveBack: () => openForm(navigator, 'licences.retire', { as: own, role: licence.role }) }
      : {}),
  };
}
