// Makes text fit for the database and for every reader: no NUL, no half characters. It knows nothing of what the text means.

/** `text` with U+FFFD in place of NUL and of lone surrogates, which PostgreSQL takes neither as text nor in JSON. */
export function cleanText(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
}

/** The same for every string in a JSON value, names of members included. */
export function cleanJson(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [cleanText(name), cleanJson(member)]));
}
