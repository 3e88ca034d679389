import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';

import { useArrival } from './arrival';
import { KeyHelp } from './key-help';
import { useLiveState } from './live-state';
import { Sidebar } from './sidebar';
import { StaleBanner } from './stale-banner';
import { TabBar } from './tab-bar';
import { TopBar } from './top-bar';
import { UnconfirmedBanner } from './unconfirmed-banner';
import { useFavicon } from './use-favicon';
import { useGlobalKeys } from './use-global-keys';
import { useLive } from './use-live';
import { overviewQuery } from '@/api/account';
import { m } from '@/messages/messages';

const Palette = lazy(async () => ({ default: (await import('./palette/palette')).Palette }));
const WITHOUT_LIVE_MS = 30_000;

/** What is around every page of the application. */
export function Layout() {
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  const isLive = useLiveState() === 'live';
  const { data } = useQuery({ ...overviewQuery, refetchInterval: isLive ? false : WITHOUT_LIVE_MS });
  const search = () => setOpen('palette');
  useLive();
  useArrival();
  useFavicon(Boolean(data?.down));
  useGlobalKeys({ search, showKeys: () => setOpen('keys') });
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[232px_minmax(0,1fr)]">
      <a
        href="#main"
        className="control fixed top-2 left-2 z-50 flex -translate-y-16 items-center bg-accent px-4 font-label text-accent-ink focus:translate-y-0"
      >
        {m.shell_skip()}
      </a>
      <Sidebar onSearch={search} />
      <TopBar onSearch={search} />
      <div className="min-w-0 max-md:pb-20">
        <StaleBanner />
        <UnconfirmedBanner />
        <main id="main" tabIndex={-1} className="mx-auto max-w-content px-4 py-5 outline-none sm:px-6 sm:py-7">
          <Outlet />
        </main>
      </div>
      <TabBar />
      <KeyHelp isOpen={open === 'keys'} onClose={() => setOpen(null)} />
      {open === 'palette' && (
        <Suspense>
          <Palette onClose={() => setOpen(null)} onShowKeys={() => setOpen('keys')} />
        </Suspense>
      )}
    </div>
  );
}
