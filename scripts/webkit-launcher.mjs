// A launcher of @web/test-runner for WebKitGTK: Xvfb, WebKitWebDriver and MiniBrowser over classic WebDriver, no npm package.
// Needs Debian's webkit2gtk-driver and xvfb. It offers the part of a Playwright page that @web/test-runner-commands uses.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

// Code points that WebDriver gives to keys without a character of their own.
const KEYS = {
  Backspace: '\uE003', Tab: '\uE004', Enter: '\uE007', Shift: '\uE008', Control: '\uE009', Alt: '\uE00A', Escape: '\uE00C',
  Space: ' ', PageUp: '\uE00E', PageDown: '\uE00F', End: '\uE010', Home: '\uE011', ArrowLeft: '\uE012', ArrowUp: '\uE013',
  ArrowRight: '\uE014', ArrowDown: '\uE015', Delete: '\uE017', F6: '\uE036', Meta: '\uE03D',
};
const BUTTONS = { left: 0, middle: 1, right: 2 };

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .on('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
      });
  });
}

/** One WebDriver session with the processes behind it. */
class Driver {
  #children = [];
  #base = '';
  #session = '';

  async boot({ driver, binary, size }) {
    const display = process.env.DISPLAY || (await this.#startDisplay());
    const port = await freePort();
    await this.#start(driver, ['--host=127.0.0.1', `--port=${port}`], { env: { ...process.env, DISPLAY: display } });
    this.#base = `http://127.0.0.1:${port}`;
    await this.#ready();
    const options = { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary, args: ['--automation'] } };
    const { sessionId } = await this.#call('POST', '/session', { capabilities: { alwaysMatch: options } });
    this.#session = sessionId;
    await this.setViewportSize(size);
  }

  send(method, path, body) {
    return this.#call(method, `/session/${this.#session}${path}`, body);
  }

  // MiniBrowser has a tool bar, so the window is corrected by what the page says it got.
  async setViewportSize(size) {
    for (let attempt = 0; attempt < 3; attempt++) {
      const [width, height] = await this.send('POST', '/execute/sync', { script: 'return [innerWidth, innerHeight]', args: [] });
      if (width === size.width && height === size.height) return;
      const rect = await this.send('GET', '/window/rect');
      const wanted = { x: 0, y: 0, width: rect.width + size.width - width, height: rect.height + size.height - height };
      await this.send('POST', '/window/rect', wanted);
      await pause(100);
    }
  }

  keys(list) {
    const actions = list.map(([type, key]) => ({ type, value: KEYS[key] ?? key }));
    return this.send('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  mouse(actions) {
    const pointer = { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions };
    return this.send('POST', '/actions', { actions: [pointer] });
  }

  async close() {
    if (this.#session) await this.send('DELETE', '').catch(() => {});
    for (const child of this.#children.toReversed()) child.kill();
  }

  async #startDisplay() {
    const args = ['-displayfd', '3', '-screen', '0', '1600x1400x24', '-nolisten', 'tcp'];
    const server = await this.#start('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    return `:${await new Promise((resolve) => server.stdio[3].once('data', (data) => resolve(String(data).trim())))}`;
  }

  #start(command, args, options) {
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, { stdio: 'ignore', ...options });
      child.once('error', (error) =>
        reject(new Error(`cannot start ${command} (Debian packages: webkit2gtk-driver, xvfb): ${error.message}`)),
      );
      child.once('spawn', () => {
        this.#children.push(child);
        resolve(child);
      });
    });
  }

  async #ready() {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#call('GET', '/status');
      } catch (error) {
        if (attempt > 100) throw error;
        await pause(50);
      }
    }
  }

  async #call(method, path, body) {
    const response = await fetch(this.#base + path, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebDriver ${path}: ${value?.error} ${value?.message ?? ''}`);
    return value;
  }
}

function createPage(driver) {
  const move = (x, y) => ({ type: 'pointerMove', duration: 0, x, y });
  const button = (type, options) => ({ type, button: BUTTONS[options?.button ?? 'left'] });
  const press = (combination) => {
    const keys = combination === '+' ? ['+'] : combination.split('+');
    return driver.keys([...keys.map((key) => ['keyDown', key]), ...keys.toReversed().map((key) => ['keyUp', key])]);
  };
  return {
    keyboard: {
      type: (text) => driver.keys([...text].flatMap((key) => [['keyDown', key], ['keyUp', key]])),
      press,
      down: (key) => driver.keys([['keyDown', key]]),
      up: (key) => driver.keys([['keyUp', key]]),
    },
    mouse: {
      move: (x, y) => driver.mouse([move(x, y)]),
      down: (options) => driver.mouse([button('pointerDown', options)]),
      up: (options) => driver.mouse([button('pointerUp', options)]),
      click: (x, y, options) => driver.mouse([move(x, y), button('pointerDown', options), button('pointerUp', options)]),
    },
    setViewportSize: (size) => driver.setViewportSize(size),
    emulateMedia: () => {
      throw new Error('emulateMedia: not available in WebKitGTK');
    },
  };
}

/** A browser launcher for the `browsers` option of @web/test-runner. Starts everything on the first session. */
export function webkitLauncher({
  driver: command = 'WebKitWebDriver',
  binary = process.env.WEBKIT_PATH ?? '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  width = 800,
  height = 600,
} = {}) {
  const driver = new Driver();
  const page = createPage(driver);
  const urls = new Map();
  let started;
  return {
    name: 'WebKit',
    type: 'playwright',
    concurrency: 1,
    getPage: () => page,
    async startSession(id, url) {
      await (started ??= driver.boot({ driver: command, binary, size: { width, height } }));
      urls.set(id, url);
      await driver.send('POST', '/url', { url });
    },
    isActive: (id) => urls.has(id),
    getBrowserUrl: () => driver.send('GET', '/url'),
    async stopSession(id) {
      urls.delete(id);
      await driver.send('POST', '/url', { url: 'about:blank' });
      return {};
    },
    async startDebugSession() {
      throw new Error('debugging is not supported in WebKitGTK');
    },
    stop: () => driver.close(),
  };
}
