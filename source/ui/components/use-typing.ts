import type { ViewModel } from '../frame/view.ts';
import { useMemory } from '../model/use-model.ts';
import { inserted, type TextInput, textInput, typed } from './text-input.ts';

/** One line that takes every key it can use, above a list that takes the others. */
export interface Typing {
  readonly input: TextInput;
  /** What a view needs so that keys and pastes go into it. */
  readonly keys: Required<Pick<ViewModel, 'typing' | 'onKey' | 'onPaste'>>;
}

/** @param initial what stands in it at first */
export function useTyping(initial?: string): Typing {
  const [input, setInput] = useMemory('typing', () => textInput(initial));
  return {
    input,
    keys: {
      typing: true,
      onKey: (name) => {
        if (typed(input, name) === undefined) return false;
        setInput((before) => typed(before, name) ?? before);
        return true;
      },
      onPaste: (text) => setInput((before) => inserted(before, text)),
    },
  };
}
