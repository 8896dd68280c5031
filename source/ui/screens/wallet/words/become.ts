import { isReader } from '../../../forms/known.ts';
import { useServices } from '../../../model/services.ts';
import { useStatus } from '../../../model/use-model.ts';

/** Acts as a new own name where one only read so far; a demo person stays who it was, and is told how to change. */
export function useBecome(): (name: string) => void {
  const { acting, messages, queries } = useServices();
  const status = useStatus().value;
  return (name) => {
    if (status === undefined || isReader(status, acting.get())) {
      acting.set(name);
      queries.touchAll();
    } else messages.tell(`You still act as ${acting.get()}: a acts as ${name}`, 'next');
  };
}
