/** What is above and below the landing page. */
import { Mark } from '@/components/glyph';
import { getLocale, locales } from '@/messages/runtime';
import { m } from '@/messages/messages';

const LINK = 'inline-flex min-h-11 items-center px-2 text-14 text-ink-2 no-underline hover:text-ink-1';
const NAMES: Record<string, string> = { en: 'English', it: 'Italiano', de: 'Deutsch' };

export function SiteHeader() {
  return (
    <header className="mx-auto flex max-w-content items-center justify-between gap-4 px-6 py-3">
      <a href="/" className="inline-flex min-h-11 items-center gap-2.5 text-18 font-heading text-ink-1 no-underline">
        <Mark />
        healther
      </a>
      <nav aria-label={m.site_nav()} className="flex items-center gap-1 sm:gap-3">
        <a href="#product" className={`${LINK} max-sm:hidden`}>
          {m.site_product()}
        </a>
        <a href="/docs" className={`${LINK} max-sm:hidden`}>
          {m.site_api()}
        </a>
        <a href="/login" className={LINK} data-guest>
          {m.site_sign_in()}
        </a>
        <a
          href="/register"
          className="inline-flex min-h-11 items-center rounded-control bg-accent px-4 text-14 font-label whitespace-nowrap text-accent-ink no-underline hover:bg-accent-hover"
          data-start
          data-open={m.site_open()}
        >
          {m.site_start()}
        </a>
      </nav>
    </header>
  );
}

export function SiteFooter() {
  return (
    <footer className="mt-24 border-t border-line">
      <div className="mx-auto flex max-w-content flex-wrap items-center justify-between gap-4 px-6 py-8 text-13 text-ink-3">
        <p>{m.site_footer()}</p>
        <nav aria-label={m.site_languages()} className="flex flex-wrap gap-4">
          {locales.map((locale) => (
            <a key={locale} href={`/?lang=${locale}`} lang={locale} hrefLang={locale} aria-current={locale === getLocale() ? 'true' : undefined} className="py-2 text-ink-2 underline-offset-4 aria-[current]:no-underline">
              {NAMES[locale]}
            </a>
          ))}
          <button type="button" data-theme-switch hidden className="py-2 text-ink-2 underline underline-offset-4">
            {m.site_theme()}
          </button>
        </nav>
      </div>
    </footer>
  );
}
