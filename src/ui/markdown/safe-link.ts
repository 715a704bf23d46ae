/**
 * Which targets a message may point to, and what must be said about them. Allowed are http, https, mailto and tel; a target that
 * hides its host (user@host, bidirectional controls) is refused. It knows URLs and visible text, no Markdown and no templates.
 */

/** A target that may be followed. `reveal` is what to show beside the text because the text suggests something else. */
export interface SafeLink {
  readonly href: string;
  readonly host: string;
  readonly reveal: string | undefined;
}

const SCHEMES: readonly string[] = ['http:', 'https:', 'mailto:', 'tel:'];
/** Characters that turn the direction of text around, and invisible ones that split words. */
const DECEPTIVE = /[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/;
/** Browsers drop these from URLs, so they must not hide a scheme. */
const IGNORED = /[\u0000-\u0020\u007F-\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/g;
/** Something that reads like a host name: at least one dot between letters or digits. */
const HOST_LIKE = /[\p{L}\p{N}_-]+(?:[.\u3002\uFF0E\uFF61][\p{L}\p{N}_-]+)+/gu;
const MAX_LENGTH = 8_192;

const parse = (href: string): URL | undefined => {
  if (href.length > MAX_LENGTH || DECEPTIVE.test(href)) return undefined;
  const text = href.replace(IGNORED, '');
  if (!/^(?:https?:\/\/|mailto:|tel:)/i.test(text)) return undefined;
  try {
    const url = new URL(text);
    const clean = url.username === '' && url.password === '' && !DECEPTIVE.test(decodeURIComponent(url.href));
    return clean && SCHEMES.includes(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
};

const bare = (host: string): string => host.replace(/^www\./, '').replace(/\.$/, '');

const hostOf = (text: string): string => {
  try {
    return bare(new URL(`https://${text}`).hostname);
  } catch {
    return text.toLowerCase();
  }
};

/** Whether some part of the text reads like a host that the target is not. */
const suggestsOther = (text: string, host: string): boolean => {
  const actual = bare(host);
  if (/(?:^|\.)xn--/.test(actual) && !text.toLowerCase().includes(actual)) return true;
  return (text.slice(0, 2_000).match(HOST_LIKE) ?? []).some((part) => {
    if (!/\p{L}/u.test(part) && !/^\d+(?:\.\d+){3}$/.test(part)) return false;
    const shown = hostOf(part);
    return shown !== actual && !actual.endsWith(`.${shown}`);
  });
};

const digits = (text: string): string => text.replace(/\D/g, '');

const revealOf = (url: URL, text: string, ownPath: string): string | undefined => {
  if (url.protocol === 'tel:') {
    const shown = digits(text);
    return shown.length > 4 && !digits(url.pathname).endsWith(shown.replace(/^0+/, '')) ? url.pathname : undefined;
  }
  if (url.protocol === 'mailto:') {
    const host = url.pathname.slice(url.pathname.lastIndexOf('@') + 1);
    if (text.toLowerCase().includes(url.pathname.toLowerCase())) return undefined;
    return text.includes('@') || suggestsOther(text, host) ? url.pathname : undefined;
  }
  // The text is the target itself: its path may hold dots that are no hosts.
  if (ownPath !== '' && text === ownPath && !/(?:^|\.)xn--/.test(url.hostname)) return undefined;
  return suggestsOther(text, url.hostname) ? url.host : undefined;
};

/** Whether and how a message may link to `href`, given the text that the visitor sees. `undefined`: show the text alone. */
export const safeLink = (href: string, text: string): SafeLink | undefined => {
  const url = parse(href);
  if (!url || DECEPTIVE.test(text)) return undefined;
  return { href: url.href, host: url.host, reveal: revealOf(url, text.trim(), href.replace(/^mailto:/, '')) };
};

/** Whether an image may be offered for loading, and from which host. */
export const safeImage = (href: string): { readonly href: string; readonly host: string } | undefined => {
  const url = parse(href);
  return url && url.protocol.startsWith('http') ? { href: url.href, host: url.host } : undefined;
};
