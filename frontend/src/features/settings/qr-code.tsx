import { encode } from 'uqr';

/** A QR code as one path; dark on light in both themes, because cameras expect that. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 2 });
  const path = data.flatMap((row, top) => row.flatMap((isDark, left) => (isDark ? [`M${left} ${top}h1v1h-1z`] : [])));
  return (
    <div data-theme="light" className="rounded-card border border-line bg-raised p-1 text-ink-1">
      <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} className="size-48" shapeRendering="crispEdges">
        <path d={path.join('')} fill="currentColor" />
      </svg>
    </div>
  );
}
