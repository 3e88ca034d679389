import { useEffect } from 'react';

import downIcon from '@/styles/icon-down.svg';

/** The tab's icon: while anything is down, its third bar is red and hangs. */
export function useFavicon(isDown: boolean): void {
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (!isDown || !link) return undefined;
    const calm = link.getAttribute('href') ?? '';
    link.href = downIcon;
    return () => link.setAttribute('href', calm);
  }, [isDown]);
}
