// `npm start`: builds the client, then runs the server in the foreground. `--watch` (npm run dev) builds again on every change and
// lets the server restart on its own changes. Signals go to the server, and its exit code becomes ours.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bundle, watch } from './build.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const watching = process.argv.includes('--watch');

function firstBuild() {
  if (!watching) return bundle();
  // A broken file must not end `npm run dev`: it says so and waits for the next change.
  return new Promise((resolve, reject) => {
    watch((error) => {
      console.log(error ? `client: ${error.message}\nclient: waiting for a change` : 'client: built');
      resolve();
    }).catch(reject);
  });
}

function runServer() {
  const flags = watching ? ['--watch', '--watch-preserve-output'] : [];
  const server = spawn(process.execPath, [...flags, '--import', 'tsx', 'server/main.ts'], { cwd: ROOT, stdio: 'inherit' });
  // A terminal's Ctrl+C reaches the whole process group: then the server stops by itself, and we only wait for it.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) server.kill('SIGINT');
  });
  process.on('SIGTERM', () => server.kill('SIGTERM'));
  process.on('SIGHUP', () => server.kill('SIGHUP'));
  server.on('error', (error) => {
    console.error(`server: cannot start: ${error.message}`);
    process.exit(1);
  });
  server.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
}

try {
  await firstBuild();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
runServer();
