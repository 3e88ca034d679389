/** The landing page. Rendered at build time, once a language; src/site/landing.ts brings it to life. */
import { CheckBox } from './check-box';
import { Hero } from './hero';
import { Install } from './install';
import { Questions } from './questions';
import { ShowDecision } from './show-decision';
import { ShowNumber } from './show-number';
import { ShowStatusPage } from './show-status-page';
import { SiteFooter, SiteHeader } from './frame';
import { m } from '@/messages/messages';

export function LandingPage({ bytes }: { bytes: { page: number; script: number } }) {
  return (
    <>
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:bg-raised focus:p-3">
        {m.site_skip()}
      </a>
      <SiteHeader />
      <main id="main" className="mx-auto grid max-w-content px-6">
        <Hero>
          <CheckBox />
        </Hero>
        <ShowDecision />
        <ShowNumber />
        <ShowStatusPage />
        <Install bytes={bytes} />
        <Questions />
      </main>
      <SiteFooter />
    </>
  );
}
