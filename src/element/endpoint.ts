/** The address of a back end, as the session's key has it. Knows URLs; refuses to know what answers there. */

/** `address` made absolute by the document, without a slash at its end; the page's own origin where it is empty; `undefined` where it is no web address. */
export function absoluteEndpoint(address: string): string | undefined {
  if (!address) return location.origin;
  if (!URL.canParse(address, document.baseURI) || address === '[object Object]') return undefined;
  const url = new URL(address, document.baseURI);
  return /^https?:$/.test(url.protocol) ? url.href.replace(/\/+$/, '') : undefined;
}
