import { describe, expect, test } from 'vitest';
import { demoNames, regtest } from '../../../../source/ledger/networks.ts';
import {
  activeLicence,
  type Licence,
  licenceId,
  licenceKind,
  licenceOf,
  requireRole,
  requireRoleIn,
  rolesOf,
} from '../../../../source/ledger/registries/licences/licence.ts';
import { roster } from '../../../../source/ledger/registries/licences/rosters.ts';
import { anyOf, roles } from '../../../../source/ledger/roles.ts';
import { keyOf, refused, TestChain } from '../../support.ts';

describe('licences from genesis', () => {
  const state = new TestChain().view();

  test('everybody holds what the demo names say, and the authority licensed it', () => {
    for (const { name, roles: held, title } of demoNames) {
      const key = keyOf(name);
      expect(rolesOf(state, key)).toEqual(name === 'authority' ? ['authority'] : held);
      for (const role of held) {
        expect(activeLicence(state, key, role)).toMatchObject({
          ...{ country: 'FR', name: title, status: 'active', historyCount: 0, licensedBy: keyOf('authority') },
        });
      }
    }
  });

  test('rosters list the holders in the order of the file', () => {
    const libraries = [0, 1, 2, 3].map((number) => keyOf(`library-${number}`));
    expect(roster(state, 'library')).toEqual(libraries);
    expect(roster(state, 'miner')).toEqual(libraries);
    // No rule goes through the holders of any other role.
    expect(roster(state, 'inspector')).toEqual([]);
  });

  test('a licence needs an authority of its country', () => {
    const [first] = regtest.licences;
    expect(() => new TestChain({ ...regtest, licences: [{ ...first!, country: 'DE' }] })).toThrow(RangeError);
  });
});

describe('requireRole', () => {
  test('the first of several that is held; none is refused with what is', () => {
    const state = new TestChain().view();
    expect(requireRole(state, keyOf('inspector'), 'garage', 'inspector').role).toBe('inspector');
    const error = refused('ROLE_MISSING', () => requireRole(state, keyOf('library-0'), 'garage', 'inspector'));
    expect(error.data).toEqual({ needs: ['garage', 'inspector'], has: ['library', 'miner'] });
    expect(error.message).toContain('a garage or a licensed station');
  });

  test('only an active licence counts', () => {
    for (const status of ['suspended', 'revoked', 'retired'] as const) {
      const state = new TestChain().view();
      const id = licenceId(keyOf('garage'), 'garage');
      const lost: Licence = { ...state.get(licenceKind, id)!, status };
      state.put(licenceKind, id, lost);
      refused('ROLE_MISSING', () => requireRole(state, keyOf('garage'), 'garage'));
      expect(rolesOf(state, keyOf('garage'))).toEqual([]);
    }
  });

  test('in a country', () => {
    const state = new TestChain().view();
    requireRoleIn(state, keyOf('police'), 'FR', 'police', 'authority');
    refused('COUNTRY_FOREIGN', () => requireRoleIn(state, keyOf('police'), 'DE', 'police', 'authority'));
    refused('ROLE_MISSING', () => requireRoleIn(state, keyOf('garage'), 'FR', 'police', 'authority'));
  });
});

test('a licence is named by holder and role', () => {
  for (const role of roles) {
    const id = licenceId(keyOf('alice'), role);
    expect(id).toHaveLength(licenceKind.idLength);
    expect(licenceOf(id)).toEqual({ holder: keyOf('alice'), role });
  }
  expect(() => licenceOf(new Uint8Array(34).fill(99))).toThrow(RangeError);
});

test('roles read well in a sentence', () => {
  expect(anyOf(['inspector'])).toBe('a licensed station');
  expect(anyOf(['organiser', 'seller'])).toBe('an organiser or an official seller');
});
