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

/** Whether `text` is as `cleanText` leaves it. */
export function isCleanText(text: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(text);
}

/** At most the first `length` UTF-16 units of `text`, no character cut in half: half of one is nothing that the database takes in JSON. */
export function beginningOf(text: string, length: number): string {
  return text.slice(0, isHighSurrogate(text, length - 1) ? length - 1 : length);
}

/** Whether a character that takes two UTF-16 units begins at `index`. */
export function isHighSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xd800 && code <= 0xdbff;
}

/** `text` as one line that reads as it is written: no control characters, nothing that turns its direction, single spaces. */
export function oneLine(text: string): string {
  return cleanText(text)
    .replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
