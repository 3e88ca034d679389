/** Light, dark, or as the system says. Kept in a cookie, so that pages made by the server match, and with the account. */
export type Theme = 'system' | 'light' | 'dark';

const YEAR_S = 31_536_000;
const dark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null;
let chosen: Theme = 'system';

/** Show a theme now and remember it in this browser. */
export function applyTheme(theme: Theme): void {
  chosen = theme;
  document.cookie =
    theme === 'system' ? 'theme=; path=/; max-age=0; samesite=lax' : `theme=${theme}; path=/; max-age=${YEAR_S}; samesite=lax`;
  const shown = theme === 'system' ? (dark?.matches ? 'dark' : 'light') : theme;
  const root = document.documentElement;
  if (root.dataset.theme === shown) return;
  const flip = () => {
    root.dataset.theme = shown;
  };
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (document.startViewTransition && !isCalm) document.startViewTransition(flip);
  else flip();
}

dark?.addEventListener('change', () => {
  if (chosen === 'system') applyTheme('system');
});
