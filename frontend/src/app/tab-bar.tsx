import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { AlignStartHorizontal, House, Menu, Siren, type LucideIcon } from 'lucide-react';
import { useState } from 'react';

import { useNearestWorkspace } from './current-workspace';
import { Places } from './places';
import { overviewQuery } from '@/api/account';
import { Dialog } from '@/components/dialog';
import { m } from '@/messages/messages';

const LOOK =
  'grid min-h-14 content-center justify-items-center gap-0.5 text-12 text-ink-3 no-underline aria-[current=page]:font-label aria-[current=page]:text-ink-1';

/** Below every page on narrow screens: three places, and a sheet with all of them. */
export function TabBar() {
  const [isOpen, setOpen] = useState(false);
  const nearest = useNearestWorkspace();
  const { isPending } = useQuery(overviewQuery);
  return (
    <>
      <nav
        aria-label={m.shell_tabs()}
        className="fixed inset-x-0 bottom-0 z-20 grid auto-cols-fr grid-flow-col border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden [view-transition-name:tabs]"
      >
        <Tab to="/overview" icon={House} label={m.shell_overview()} />
        {nearest ? (
          <Tab to="/w/$workspaceId" params={{ workspaceId: nearest.id }} icon={AlignStartHorizontal} label={m.shell_monitors()} />
        ) : (
          isPending && <span aria-hidden />
        )}
        <Tab to="/incidents" icon={Siren} label={m.shell_incidents()} />
        <button type="button" className={LOOK} aria-haspopup="dialog" onClick={() => setOpen(true)}>
          <Menu size={20} aria-hidden />
          {m.shell_more()}
        </button>
      </nav>
      <Dialog kind="sheet" title={m.shell_more()} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Places onGo={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Tab({ icon: Icon, label, ...link }: LinkProps & { icon: LucideIcon; label: string }) {
  return (
    <Link {...link} activeOptions={{ exact: true, includeSearch: false }} className={LOOK}>
      <Icon size={20} aria-hidden />
      {label}
    </Link>
  );
}
