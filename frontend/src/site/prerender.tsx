/** Renders the landing page as text, at build time. */
import { renderToStaticMarkup } from 'react-dom/server';

import { LandingPage } from './landing-page';
import { m } from '@/messages/messages';
import { overwriteGetLocale, type Locale } from '@/messages/runtime';

export function render(locale: Locale, bytes: { page: number; script: number }): { html: string; title: string; description: string } {
  overwriteGetLocale(() => locale);
  return {
    html: renderToStaticMarkup(<LandingPage bytes={bytes} />),
    title: `Healther: ${m.site_title()}`,
    description: m.site_promise(),
  };
}
