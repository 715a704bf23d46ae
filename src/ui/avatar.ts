/** The small round picture of a participant: a spark for the bot, initials for a person. Pictures from elsewhere are never loaded. */
import {css, html, type TemplateResult} from 'lit';
import type {Participant} from '../model/participant.js';
import {bot, icon, person} from './icons.js';

/** At most two letters of a name: of its first and its last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => (word ? [...word][0]! : ''));
  return letters.join('').toLocaleUpperCase();
}

export function avatar({role, name}: Pick<Participant, 'role' | 'name'>): TemplateResult {
  const human = role === 'agent' || role === 'visitor';
  const picture = (human && initials(name)) || icon(human ? person : bot);
  return html`<span class="avatar ${role}" part="avatar" aria-hidden="true">${picture}</span>`;
}

export const avatarStyles = css`
  .avatar {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: var(--avatar, 24px);
    block-size: var(--avatar, 24px);
    border-radius: 50%;
    background: var(--chat-embed-accent);
    color: var(--chat-embed-accent-text);
    font-size: calc(var(--avatar, 24px) * 0.4);
    font-weight: 600;
    line-height: 1;
    letter-spacing: 0.01em;
    user-select: none;
    -webkit-user-select: none;
  }
  .avatar.agent {
    background: color-mix(in oklab, var(--chat-embed-accent) 16%, var(--chat-embed-surface));
    color: light-dark(
      color-mix(in oklab, var(--chat-embed-accent) 85%, #000),
      color-mix(in oklab, var(--chat-embed-accent) 45%, #fff)
    );
  }
  .avatar.visitor {
    background: color-mix(in oklab, var(--chat-embed-muted) 18%, var(--chat-embed-surface));
    color: var(--chat-embed-text);
  }
  .avatar .icon {
    --icon: 62%;
  }
  @media (forced-colors: active) {
    .avatar {
      border: 1px solid CanvasText;
    }
  }
`;
