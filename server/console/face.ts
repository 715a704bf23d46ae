// The round picture of a person in the console, initials on a colour that stays the same for the same id; and the mark of one whom the
// host's server vouches for.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { initials } from '../../src/ui/avatar.js';
import type { VisitorAbout } from '../protocol.js';
import { picture } from './icons.js';

const HUES = 6;

function hueOf(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.codePointAt(0)!) % 997;
  return sum % HUES;
}

/** A face for somebody; says nothing to screen readers, the name stands beside it. */
export function face({ id, name }: { readonly id: string; readonly name: string }): TemplateResult {
  return html`<span class="face hue-${hueOf(id)}" aria-hidden="true">${initials(name) || '?'}</span>`;
}

/** The mark of a verified visitor, beside his name; nothing for everybody else. */
export function verifiedMark({ kind }: VisitorAbout): TemplateResult | typeof nothing {
  return kind === 'verified' ? html`<span class="verified-mark" title="Verified">${picture('verified')}<span class="unseen">, verified</span></span>` : nothing;
}
