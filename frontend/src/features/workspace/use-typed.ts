import { useEffect, useRef, useState } from 'react';

const PAUSE_MS = 250;

/** A text that is shown at every key and written to the address when one stops; the address may also change it. */
export function useTyped(given: string, write: (text: string) => void): [string, (text: string) => void] {
  const [state, setState] = useState({ text: given, seen: given, sent: given });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (given !== state.seen) setState({ text: given === state.sent ? state.text : given, seen: given, sent: given });
  const type = (text: string) => {
    setState((before) => ({ ...before, text }));
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setState((before) => ({ ...before, sent: text }));
      write(text);
    }, PAUSE_MS);
  };
  return [state.text, type];
}
