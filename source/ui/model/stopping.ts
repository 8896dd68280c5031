import type { Services } from './services.ts';

/** Asks whether to stop this node: q again does it, any other key goes on. */
export function askToStop({ stopAsked, messages }: Pick<Services, 'stopAsked' | 'messages'>): void {
  stopAsked.set(true);
  messages.say('Stop this node? q again; any other key goes on', 'warn');
}
