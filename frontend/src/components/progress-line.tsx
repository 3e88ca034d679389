/** How far long work is: what happens now, and a bar. Without a `value` it is not known. */
export function ProgressLine({ label, name, value }: { label: string; name: string; value?: number | undefined }) {
  return (
    <span className="grid gap-1 text-13 text-ink-2">
      {label}
      <progress className="h-1.5 w-full accent-(--accent)" max={100} value={value} aria-label={name} />
    </span>
  );
}
