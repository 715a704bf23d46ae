/** Which tabs a chat gets: the one decision that needs to know where it runs. */
import type {Tabs} from '../contracts/tabs.js';
import {BrowserTabs} from './browser-tabs.js';
import {SoloTabs} from './solo-tabs.js';

/** The tabs of this browser that share `scope`; in Node the only one. */
export function openTabs(scope: string): Tabs {
  return typeof document === 'undefined' ? new SoloTabs() : new BrowserTabs(scope);
}
