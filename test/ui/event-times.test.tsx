import { afterEach, expect, test } from 'vitest';
import { actAs } from './market.ts';
import { closeAll, openNode } from './nodes.ts';
import { openStage, type Stage } from './stage.tsx';

afterEach(closeAll);

/** The form of a new event with the focus on its doors: 18 Dec 2026, 19:00 to 23:00. */
async function openEvent(columns = 80, rows = 24): Promise<Stage> {
  const stage = await openStage(await openNode(), columns, rows);
  await actAs(stage, 'organiser');
  await stage.press('4', 'Left', 'm', 'Enter', 'Enter');
  expect(times(stage)).toEqual(['18 Dec 2026 19:00', '18 Dec 2026 20:00', '18 Dec 2026 23:00']);
  return stage;
}

/** What stands on the lines of doors, start and end. */
function times(stage: Stage): string[] {
  return [...stage.frame().matchAll(/(?:Doors open|Starts|Ends) +(.*?) {2}/g)].map(([, text = '']) => text);
}

test('start and end follow the doors, until somebody types them', async () => {
  const stage = await openEvent();
  await stage.press(...'24 Dec 18:30', 'Tab');
  expect(times(stage)).toEqual(['24 Dec 2026 18:30', '24 Dec 2026 19:30', '24 Dec 2026 22:30']);
  // A time alone is the next one behind the doors; the end keeps its distance from the start.
  await stage.press(...'19:15', 'Tab');
  expect(times(stage)).toEqual(['24 Dec 2026 18:30', '24 Dec 2026 19:15', '24 Dec 2026 22:15']);
  await stage.press(...'1:00', 'Tab');
  expect(times(stage)).toEqual(['24 Dec 2026 18:30', '24 Dec 2026 19:15', '25 Dec 2026 01:00']);
  // Both were typed, so they stay where they are.
  await stage.press('Up', 'Up', 'Up', 'Ctrl-U', ...'13:00', 'Enter');
  expect(times(stage)).toEqual(['21 Nov 2026 13:00', '24 Dec 2026 19:15', '25 Dec 2026 01:00']);
});

test('what is no time is kept, with how one writes a time below it', async () => {
  const stage = await openEvent();
  await stage.press(...'tomorrow', 'Enter');
  expect(stage.frame()).toContain('▸Doors open');
  expect(stage.frame()).toContain('"tomorrow" is no time that exists. Write');
  expect(stage.frame()).toMatchSnapshot();
  await stage.press('Ctrl-U', ...'20:00', 'Ctrl-R');
  await stage.shows('REVIEW');
  expect(stage.frame()).toContain('doors 21 Nov 2026 20:00, start');
  expect(stage.frame()).toContain('21 Nov 2026 21:00, end 22 Nov 2026 00:00 (UTC).');
});
