/** Arriving at another page: the focus goes to its h1, so that it is read, and the next Tab is in the page. */
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

const PATIENCE_MS = 4_000;

/** Follow the address; what has no h1 yet (it is loading) is waited for, unless one has moved on by then. */
export function useArrival(): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const before = useRef(path);
  useEffect(() => {
    const isFirst = before.current === undefined;
    if (before.current === path) return undefined;
    before.current = path;
    return isFirst ? undefined : focusHeading();
  }, [path]);
}

function focusHeading(): () => void {
  const main = document.getElementById('main');
  const { activeElement } = document;
  if (!main || (main !== activeElement && main.contains(activeElement))) return () => {};
  if (tryFocus(main)) return () => {};
  main.focus({ preventScroll: true });
  const watch = new MutationObserver(() => {
    if (document.activeElement !== main || tryFocus(main)) stop();
  });
  const stop = () => watch.disconnect();
  watch.observe(main, { childList: true, subtree: true });
  const patience = setTimeout(stop, PATIENCE_MS);
  return () => {
    clearTimeout(patience);
    stop();
  };
}

function tryFocus(main: HTMLElement): boolean {
  const heading = main.querySelector('h1');
  if (!heading) return false;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  return true;
}
