/** Mail addresses out of what people paste: lists, `Name <address>`, one a line. Pure. */
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Each address once, lower case, in the order given; and what is none. */
export function readAddresses(text: string): { addresses: string[]; others: string[] } {
  const named = text.replace(/[^,;\n<>]*<([^<>]*)>/g, ' $1 ');
  const words = named.split(/[\s,;]+/).filter(Boolean).map((word) => word.toLowerCase());
  const unique = [...new Set(words)];
  return { addresses: unique.filter((word) => ADDRESS.test(word)), others: unique.filter((word) => !ADDRESS.test(word)) };
}
