import { type ActionId, actionIds, type Handlers, keymap, type Scope } from './keymap.ts';

/** The action that a key stands for among those that have a handler; a screen's own scope goes before `everywhere`. */
export function actionFor(name: string, scopes: readonly Scope[], handlers: Handlers): ActionId | undefined {
  const candidates = actionIds.filter((id) => handlers[id] !== undefined && keymap[id].keys.includes(name));
  for (const scope of [...scopes, 'everywhere' as const]) {
    const found = candidates.find((id) => keymap[id].scope === scope);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Pairs of actions that one key would mean at the same time in one scope. None, or the table is wrong. */
export function collisions(scopes: readonly Scope[]): (readonly [ActionId, ActionId, string])[] {
  const active = actionIds.filter((id) => scopes.includes(keymap[id].scope));
  return active.flatMap((left, index) =>
    active
      .slice(index + 1)
      .flatMap((right) =>
        keymap[left].keys.filter((key) => keymap[right].keys.includes(key)).map((key) => [left, right, key] as const),
      ),
  );
}
