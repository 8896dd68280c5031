import type { PeerView } from '../../../node/facade.ts';
import { peerPlace } from '../../frame/peers.ts';
import { keymap } from '../../input/keymap.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useMemory } from '../../model/use-model.ts';

/** `x`: asks first, and disconnects when it is pressed again on the same peer; any other key goes on. */
export function useDisconnect(peer: PeerView | undefined): {
  readonly ask: () => void;
  readonly onKey: (name: string) => boolean;
} {
  const { facade, messages, queries } = useServices();
  const [asked, setAsked] = useMemory('disconnect', '');
  const disconnect = async ({ id, ...place }: PeerView) => {
    try {
      await queries.once(() => facade.disconnect({ peer: id }));
      messages.say(`${peerPlace(place)} is disconnected for ten minutes. d dials it again`);
      queries.touchAll();
    } catch (thrown) {
      messages.say(toRefusal(thrown).message, 'bad');
    }
  };
  return {
    ask: () => {
      if (peer === undefined) return;
      if (asked === peer.id) {
        setAsked(() => '');
        void disconnect(peer);
        return;
      }
      setAsked(() => peer.id);
      messages.say(`Disconnect ${peerPlace(peer)}? x again; any other key goes on`, 'warn');
    },
    onKey: (name) => {
      if (asked !== '' && !keymap.giveUp.keys.includes(name)) {
        setAsked(() => '');
        messages.clear();
      }
      return false;
    },
  };
}
