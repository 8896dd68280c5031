import type { View } from '../screen.ts';
import { useGateView } from './gate-view.ts';
import { useShowView } from './show-view.ts';

/** The views for the door: `gate` (of an event's id) lets people in, `show` (of `event/serial`) is its holder's. */
export const gateViews: Readonly<Record<string, View>> = { gate: useGateView, show: useShowView };
