// Finds a Chromium for the tests; as root on Debian it installs one; elsewhere it says what to do. Knows nothing of the tests.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const FIXED =
  {
    darwin: [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ],
    win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
      .filter(Boolean)
      .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
  }[process.platform] ?? [];

/** The path itself when it is an executable file, else undefined. */
function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}

const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => executable(join(folder, name)))
    .find(Boolean);

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/** One apt-get run that waits for another one's lock instead of failing at once; true when it succeeded. */
function apt(...args) {
  const run = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-q', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return run.status === 0;
}

function installOnDebian() {
  console.log("No Chromium found; installing Debian's chromium with apt-get …");
  const install = () => apt('install', '-y', '--no-install-recommends', 'chromium');
  // The package lists of a fresh machine may be missing or old: refresh them only if the first try fails.
  if (!install() && apt('update')) install();
}

/** Path of a Chrome or Chromium, or undefined. CHROME_PATH wins; throws if that names no executable file. */
export function findChrome() {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) {
    if (executable(CHROME_PATH)) return CHROME_PATH;
    throw new Error(`CHROME_PATH is set to ${CHROME_PATH}, which is not an executable file.`);
  }
  return NAMES.map(onPath).find(Boolean) ?? FIXED.find(executable);
}

/** Like findChrome, but installs Debian's package where it can, and throws with advice where it cannot. */
export function ensureChrome() {
  const found = findChrome();
  if (found) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && isDebian() && onPath('apt-get')) {
    installOnDebian();
    const installed = findChrome();
    if (installed) return installed;
  }
  throw new Error(
    'No Chrome or Chromium found. Install one (Debian/Ubuntu: sudo apt-get install chromium), or set CHROME_PATH to its executable.',
  );
}

/** Arguments every Chromium of ours starts with: no request leaves the machine, and root gets no sandbox. */
export const CHROME_ARGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(`browser: ${ensureChrome()}`);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
