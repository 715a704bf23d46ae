// What a browser test may ask of the page around it: which engine runs, and the runner's own commands with their types.
// It knows nothing of the chat.
import { executeServerCommand } from '@web/test-runner-commands';

const agent = navigator.userAgent;

/** The engine that runs this test. */
export const engine: 'chromium' | 'firefox' | 'webkit' =
  agent.includes('Firefox/') ? 'firefox' : agent.includes('Chrome/') ? 'chromium' : 'webkit';

/** `it` in the engines named, `it.skip` (counted as skipped) in the others. */
export const only = (...engines: readonly (typeof engine)[]): Mocha.TestFunction | Mocha.PendingTestFunction =>
  engines.includes(engine) ? it : it.skip;

/** Media features by name, for example `{ 'forced-colors': 'active' }`; an empty string restores one. Chromium only. */
export const setMediaFeatures = (features: Readonly<Record<string, string>>): Promise<unknown> =>
  executeServerCommand('media-features', features);

/** What the page is shown on, `screen` or `print`; an empty string restores it. Chromium only. */
export const setMediaType = (type: string): Promise<unknown> => executeServerCommand('media-type', type);

/** Slows the page's CPU by this factor; 1 restores it. Chromium only. */
export const slowDown = (factor: number): Promise<unknown> => executeServerCommand('cpu', factor);

/** Writes what the page shows into `.cache/screenshots/<name>.png` and tells the path. Chromium only. */
export const takeScreenshot = (name: string): Promise<string> => executeServerCommand<string, string>('screenshot', name);
