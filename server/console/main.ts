// The agents' page, begun: defines the console's elements and those of the window that it shows. It knows tags only.
import '../../src/ui/index.js';
import { css } from 'lit';
import { AgentChats } from './agent-chats.js';
import { AgentConfirm } from './agent-confirm.js';
import { AgentConsole } from './agent-console.js';
import { AgentConversation } from './agent-conversation.js';
import { AgentDetails } from './agent-details.js';
import { AgentLeftMessages } from './agent-left-messages.js';
import { AgentLogin } from './agent-login.js';

const TAGS = {
  'agent-chats': AgentChats,
  'agent-confirm': AgentConfirm,
  'agent-console': AgentConsole,
  'agent-conversation': AgentConversation,
  'agent-details': AgentDetails,
  'agent-left-messages': AgentLeftMessages,
  'agent-login': AgentLogin,
};

type Tags = typeof TAGS;

declare global {
  interface HTMLElementTagNameMap extends ElementsOf<Tags> {}
}

type ElementsOf<Classes extends Record<string, abstract new () => HTMLElement>> = { [Tag in keyof Classes]: InstanceType<Classes[Tag]> };

// The page itself: a strict policy leaves no other way to style it from here.
const page = css`
  html, body {
    block-size: 100%;
    margin: 0;
  }
  html {
    overflow: hidden;
  }
`;

document.adoptedStyleSheets = [...document.adoptedStyleSheets, page.styleSheet!];
for (const [tag, element] of Object.entries(TAGS)) customElements.define(tag, element);
