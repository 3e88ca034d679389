const BAR =
  'h-1.5 w-full appearance-none overflow-hidden rounded-full bg-line indeterminate:animate-pulse motion-reduce:animate-none [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent';

/** How far long work is: what happens now, and a bar. Without a `value` it is not known. */
export function ProgressLine({ label, name, value }: { label: string; name: string; value?: number | undefined }) {
  return (
    <span className="grid gap-1.5 text-13 text-ink-2">
      {label}
      <progress className={BAR} max={100} value={value} aria-label={name} />
    </span>
  );
}
