/** What moves on the landing page: the check box, the strip, the theme, and the way in for who is signed in. */
import './site.css';

import { watchCheckBox } from './try-out';
import { watchStrip } from './strip';

const YEAR_S = 31_536_000;

for (const form of document.querySelectorAll<HTMLFormElement>('[data-check]')) watchCheckBox(form);
for (const strip of document.querySelectorAll<HTMLElement>('[data-strip]')) watchStrip(strip);
welcomeBack();
offerTheme();

function welcomeBack(): void {
  if (!/(?:^|; )signed_in=1/.test(document.cookie)) return;
  const start = document.querySelector<HTMLAnchorElement>('[data-start]');
  if (!start) return;
  start.href = '/overview';
  start.textContent = start.dataset.open ?? '';
  document.querySelector('[data-guest]')?.remove();
}

function offerTheme(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-theme-switch]');
  if (!button) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    const root = document.documentElement;
    const theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    root.dataset.theme = theme;
    document.cookie = `theme=${theme}; path=/; max-age=${YEAR_S}; samesite=lax`;
  });
}
