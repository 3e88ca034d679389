/** One check without an account. Without JavaScript the form is sent and answered with a page. */
import { m } from '@/messages/messages';

export function CheckBox() {
  return (
    <form action="/check" method="post" className="grid gap-2" data-check>
      <div className="grid grid-cols-[1fr_auto] items-center overflow-hidden rounded-card border border-line-strong bg-surface p-1.5 focus-within:outline-2 focus-within:outline-focus">
        <label htmlFor="url" className="sr-only">
          {m.site_check_label()}
        </label>
        <input
          id="url"
          name="url"
          type="text"
          inputMode="url"
          autoComplete="url"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={2048}
          placeholder="https://api.example.com"
          aria-describedby="check-hint"
          className="min-h-11 min-w-0 bg-transparent px-4 font-mono text-16 text-ink-1 outline-none placeholder:text-ink-3 sm:text-14"
        />
        <button type="submit" className="min-h-11 rounded-control bg-accent px-4 text-14 font-label text-accent-ink hover:bg-accent-hover">
          {m.site_check_button()}
        </button>
        <span className="check-bar col-span-2 mt-1" />
      </div>
      <div className="grid min-h-10 content-start" aria-live="polite">
        <p id="check-hint" className="text-13 text-ink-3" data-hint>
          {m.site_check_hint()}
        </p>
        <p className="text-14 text-ink-1" data-answer hidden />
      </div>
      <template data-words={JSON.stringify(words())} />
    </form>
  );
}

/** What the script may have to say. `{}` is filled in. */
function words() {
  return {
    busy: m.site_check_busy(),
    up: m.site_check_up({ status: '{status}', ms: '{ms}' }),
    degraded: m.site_check_degraded({ ms: '{ms}' }),
    down: m.site_check_down(),
    keep: m.site_check_keep(),
    limit: m.site_check_limit(),
    ours: m.site_check_ours(),
  };
}
