// Everything that can be set, with its default, and how it is read from the environment. It knows no other part of the server but their types; a wrong
// value is refused here, with one sentence that says what to do.
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import type { Bot } from './bot/bot.js';
import { readHours } from './hours.js';
import type { OpeningHours } from './hours.js';
import type { Queue } from './protocol.js';

/** A token bucket: `burst` calls at once, then `perSecond`. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** What keeps one caller from taking everything. Rates are counted per instance. */
export interface Limits {
  /** Bytes of a request's body. Default 64 KiB. */
  readonly bodyBytes: number;
  /** UTF-8 bytes of a message's text. Default 32 KiB. */
  readonly textBytes: number;
  /** Messages per visitor. Default 20 at once, then 1 a second. */
  readonly sends: Rate;
  /** Every other call of a visitor. Default 120 at once, then 20 a second. */
  readonly calls: Rate;
  /** New visitors per address. Default 20 at once, then one in 3 s. */
  readonly visitors: Rate;
  /** New sessions per address. Default 20 at once, then one in 3 s. */
  readonly sessions: Rate;
  /** Sign-ins of agents that fail, per address. Default 10 at once, then one in 6 s. */
  readonly logins: Rate;
  /** Questions about who is there, per address. Default 60 at once, then one a second. */
  readonly availability: Rate;
  /** Messages left while nobody is there, per address. Default 5 at once, then one in 30 s. */
  readonly leftMessages: Rate;
  /** Open streams of one visitor. Default 20. */
  readonly streamsPerVisitor: number;
  /** Open streams of the instance. Default 10,000. */
  readonly streams: number;
  /** Bytes that may wait for a slow reader, beside the longest frame, before its stream is cut. Default 256 KiB. */
  readonly pendingBytes: number;
  /** Frames that may wait for a slow reader before its stream is cut. Default 200. */
  readonly pendingFrames: number;
}

/** How long things take, in ms. */
export interface Times {
  /** Between two heartbeats of a stream. Default 15 s. */
  readonly heartbeat: number;
  /** How long a stream may wait for its reader. Default 15 s. */
  readonly stall: number;
  /** Deltas of an answer are merged for this long. Default 40 ms. */
  readonly deltaMerge: number;
  /** A bot run belongs to an instance for this long, unless it renews it. Default 15 s. */
  readonly botLease: number;
  /** The longest that one answer of the bot may take. Default 2 min. */
  readonly botAnswer: number;
  /** Life of a visitor's access token. Default 30 min. */
  readonly accessToken: number;
  /** Life of an agent's sign-in. Default 12 h. */
  readonly agentSession: number;
  /** An agent whose list of chats is open counts as there for this long, unless his instance renews it. Default 20 s. */
  readonly agentLease: number;
  /** An agent whose list of chats has closed counts as there for this long: he may only be reloading. Default 5 s. */
  readonly agentGrace: number;
  /** Silence of a visitor after the other side's last word until he is warned; 0: he is not. Default 28 min. */
  readonly idleWarning: number;
  /** The same until the session ends; 0: it does not. Default 30 min. */
  readonly idleEnd: number;
  /** Between two looks at what time alone changes: idle sessions, waiting ones whose agents have gone. Default 2 s. */
  readonly look: number;
  /** The longest that a shutdown waits for writes under way. Default 3 s. */
  readonly shutdown: number;
}

/** When the end of a session asks for a survey: after one that was resolved, after every one but a logout, or never. */
export type SurveyPolicy = 'resolved' | 'always' | 'off';

/** What an identity token is checked against: a shared secret, a key set, or either. */
export interface IdentityConfig {
  /** For HS256. At least 32 characters. */
  readonly secret?: string;
  /** Address of a JSON Web Key Set, for RS256, ES256 and EdDSA. */
  readonly jwks?: string;
  /** What `iss` must be. Default: it is not looked at. */
  readonly issuer?: string;
}

export interface ServerConfig {
  /** Default 127.0.0.1. */
  readonly host: string;
  /** 0 takes any free one. Default 3000. */
  readonly port: number;
  /** Where the database and the agents' password live. Absolute. */
  readonly dataDir: string;
  /** The repository: `index.html`, `chat.html`, `dist/`, `demo/` are served from here. Absolute. */
  readonly rootDir: string;
  /** A folder with `bin/postgres` in place of the one from npm. */
  readonly postgresDir?: string;
  /** Replaces the database that we start ourselves. */
  readonly databaseUrl?: string;
  /** Connections to the database, besides the two of the bus. Default 10. */
  readonly databaseConnections: number;
  /** Other origins that may call, exactly as browsers write them. The server's own is always allowed. */
  readonly origins: readonly string[];
  /** Default: made at the first start and kept in the data folder. */
  readonly agentPassword?: string;
  /** Believe the last `X-Forwarded-For` and `X-Forwarded-Proto`: only behind a proxy that sets them. Default no. */
  readonly trustProxy: boolean;
  readonly knowledgeDir: string;
  /** How identity tokens of the host's server are checked. Left out: nobody is verified by one. */
  readonly identity: IdentityConfig;
  /** The secret of the host's server, for the host API, which is off without it. */
  readonly hostKey?: string;
  /** Default `resolved`. */
  readonly surveys: SurveyPolicy;
  readonly openai?: { readonly baseUrl: string; readonly apiKey: string; readonly model: string };
  /** `off`: people alone answer. Or what answers in place of the bot that the other settings describe; for tests. */
  readonly bot?: Bot | 'off';
  /** When people answer. Default always. */
  readonly hours?: OpeningHours;
  /** The queues that a chat can be routed to. Default none: everybody serves everything. */
  readonly queues: readonly Queue[];
  /** How many chats an agent has before he counts as busy. Default 5. */
  readonly agentCapacity: number;
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  readonly limits: Limits;
  readonly times: Times;
}

/** A setting that cannot be used, or a start that cannot go on. Its message is one sentence for whoever runs the server. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** What `startServer` takes: anything left out has its default. */
export type ServerOptions = Partial<Omit<ServerConfig, 'limits' | 'times'>> & {
  readonly limits?: Partial<Limits>;
  readonly times?: Partial<Times>;
};

const LEAST_SECRET = 32;
const ROOT = fileURLToPath(new URL('../', import.meta.url));

const LIMITS: Limits = {
  bodyBytes: 64 * 1024,
  textBytes: 32 * 1024,
  sends: { burst: 20, perSecond: 1 },
  calls: { burst: 120, perSecond: 20 },
  visitors: { burst: 20, perSecond: 1 / 3 },
  sessions: { burst: 20, perSecond: 1 / 3 },
  logins: { burst: 10, perSecond: 1 / 6 },
  availability: { burst: 60, perSecond: 1 },
  leftMessages: { burst: 5, perSecond: 1 / 30 },
  streamsPerVisitor: 20,
  streams: 10_000,
  pendingBytes: 256 * 1024,
  pendingFrames: 200,
};

const TIMES: Times = {
  heartbeat: 15_000,
  stall: 15_000,
  deltaMerge: 40,
  botLease: 15_000,
  botAnswer: 120_000,
  accessToken: 30 * 60_000,
  agentSession: 12 * 3_600_000,
  agentLease: 20_000,
  agentGrace: 5_000,
  idleWarning: 28 * 60_000,
  idleEnd: 30 * 60_000,
  look: 2_000,
  shutdown: 3_000,
};

/** Fills in the defaults. */
export function completeConfig(options: ServerOptions = {}): ServerConfig {
  const rootDir = options.rootDir ?? ROOT;
  return {
    host: '127.0.0.1',
    port: 3000,
    databaseConnections: 10,
    queues: [],
    agentCapacity: 5,
    origins: [],
    trustProxy: false,
    logLevel: 'info',
    identity: {},
    surveys: 'resolved',
    ...options,
    rootDir,
    dataDir: resolve(options.dataDir ?? resolve(rootDir, 'data')),
    knowledgeDir: resolve(options.knowledgeDir ?? resolve(rootDir, 'knowledge')),
    limits: { ...LIMITS, ...options.limits },
    times: { ...TIMES, ...options.times },
  };
}

/** Reads the environment. Throws `StartError` for a value that cannot be used. */
export function configFromEnvironment(env: Readonly<Record<string, string | undefined>>): ServerConfig {
  const rates = readRates(env['CHAT_RATE_FACTOR']);
  return completeConfig({
    ...(env['HOST'] && { host: env['HOST'] }),
    ...(env['PORT'] && { port: readPort(env['PORT']) }),
    ...(env['CHAT_DATA_DIR'] && { dataDir: env['CHAT_DATA_DIR'] }),
    ...(env['CHAT_POSTGRES_DIR'] && { postgresDir: env['CHAT_POSTGRES_DIR'] }),
    ...(env['DATABASE_URL'] && { databaseUrl: env['DATABASE_URL'] }),
    ...(env['CHAT_DATABASE_CONNECTIONS'] && {
      databaseConnections: readNumber('CHAT_DATABASE_CONNECTIONS', env['CHAT_DATABASE_CONNECTIONS'], 1, 500),
    }),
    ...(env['CHAT_ORIGINS'] && { origins: readOrigins(env['CHAT_ORIGINS']) }),
    ...(env['CHAT_AGENT_PASSWORD'] && { agentPassword: env['CHAT_AGENT_PASSWORD'] }),
    ...(env['CHAT_KNOWLEDGE_DIR'] && { knowledgeDir: env['CHAT_KNOWLEDGE_DIR'] }),
    ...(env['CHAT_LOG_LEVEL'] && { logLevel: readLogLevel(env['CHAT_LOG_LEVEL']) }),
    ...(env['CHAT_TRUST_PROXY'] && { trustProxy: readSwitch('CHAT_TRUST_PROXY', env['CHAT_TRUST_PROXY']) }),
    ...readOpenai(env),
    ...readBot(env['CHAT_BOT']),
    ...(env['CHAT_HOURS'] && { hours: readHoursOf(env['CHAT_HOURS']) }),
    ...(env['CHAT_QUEUES'] && { queues: readQueues(env['CHAT_QUEUES']) }),
    ...(env['CHAT_AGENT_CAPACITY'] && { agentCapacity: readNumber('CHAT_AGENT_CAPACITY', env['CHAT_AGENT_CAPACITY'], 1, 1_000) }),
    identity: readIdentity(env),
    ...(env['CHAT_HOST_KEY'] && { hostKey: readSecret('CHAT_HOST_KEY', env['CHAT_HOST_KEY']) }),
    ...(env['CHAT_CSAT'] && { surveys: readSurveys(env['CHAT_CSAT']) }),
    limits: rates,
    times: readIdle(env),
  });
}

function readPort(text: string): number {
  return readNumber('PORT', text, 0, 65_535);
}

function readSwitch(name: string, text: string): boolean {
  if (text === '1' || text === '0') return text === '1';
  throw new StartError(`${name} is "${text}": set it to 1 or 0.`);
}

function readNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new StartError(`${name} is "${text}": set it to a whole number from ${least} to ${most}.`);
}

function readOrigins(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => {
      const url = URL.canParse(part) ? new URL(part) : undefined;
      if (url && /^https?:$/.test(url.protocol) && url.origin === part) return part;
      throw new StartError(`CHAT_ORIGINS holds "${part}": write each origin as https://host or http://host:port, nothing after it.`);
    });
}

function readLogLevel(text: string): ServerConfig['logLevel'] {
  switch (text) {
    case 'silent':
    case 'error':
    case 'warn':
    case 'info':
    case 'debug':
      return text;
    default:
      throw new StartError(`CHAT_LOG_LEVEL is "${text}": set it to silent, error, warn, info or debug.`);
  }
}

function readBot(text: string | undefined): Pick<ServerOptions, 'bot'> {
  if (!text || text === 'on') return {};
  if (text === 'off') return { bot: 'off' };
  throw new StartError(`CHAT_BOT is "${text}": set it to off, or leave it out.`);
}

function readHoursOf(text: string): OpeningHours {
  try {
    return readHours(text);
  } catch (error) {
    throw new StartError(
      `CHAT_HOURS is "${text}": ${(error as Error).message}. Write it like "Mon-Fri 09:00-17:00; Sat 10:00-14:00 Europe/Berlin".`,
    );
  }
}

function readQueues(text: string): Queue[] {
  const queues = text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, id, name] = /^\s*([\w.-]{1,100})\s*(?::(.*))?$/.exec(part) ?? [];
      if (id === undefined) throw new StartError(`CHAT_QUEUES holds "${part.trim()}": write each queue as id:Name, such as sales:Sales,support:Support.`);
      return { id, name: name?.trim() || id };
    });
  if (new Set(queues.map(({ id }) => id)).size === queues.length) return queues;
  throw new StartError(`CHAT_QUEUES is "${text}": give every queue an id of its own.`);
}

function readIdle(env: Readonly<Record<string, string | undefined>>): Partial<Times> {
  const [warning, end] = [env['CHAT_IDLE_WARNING'], env['CHAT_IDLE_END']];
  const minutes = (name: string, text: string): number => readNumber(name, text, 0, 100_000) * 60_000;
  const idleEnd = end ? minutes('CHAT_IDLE_END', end) : TIMES.idleEnd;
  // Whoever sets only the end gets the warning two minutes before it, as in the defaults.
  const idleWarning = warning ? minutes('CHAT_IDLE_WARNING', warning) : Math.max(0, idleEnd - 2 * 60_000);
  if (idleEnd > 0 && idleWarning >= idleEnd) {
    throw new StartError(`CHAT_IDLE_WARNING is "${warning ?? ''}": set it to fewer minutes than CHAT_IDLE_END (${idleEnd / 60_000}), or to 0 for no warning.`);
  }
  return { idleWarning, idleEnd };
}

function readSurveys(text: string): SurveyPolicy {
  if (text === 'resolved' || text === 'always' || text === 'off') return text;
  throw new StartError(`CHAT_CSAT is "${text}": set it to resolved, always or off.`);
}

/** The value itself is never told. */
function readSecret(name: string, text: string): string {
  if (text.length >= LEAST_SECRET) return text;
  throw new StartError(`${name} has ${text.length} characters: set it to a random text of at least ${LEAST_SECRET}, such as the output of "openssl rand -hex 32".`);
}

function readIdentity(env: Readonly<Record<string, string | undefined>>): IdentityConfig {
  const secret = env['CHAT_IDENTITY_SECRET'];
  const jwks = env['CHAT_IDENTITY_JWKS'];
  const issuer = env['CHAT_IDENTITY_ISSUER'];
  return {
    ...(secret && { secret: readSecret('CHAT_IDENTITY_SECRET', secret) }),
    ...(jwks && { jwks: readKeySetUrl(jwks) }),
    ...(issuer && { issuer }),
  };
}

// Keys that somebody on the way could change would let him be anybody: plain http only to this machine.
function readKeySetUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url?.protocol === 'http:' && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url && (url.protocol === 'https:' || isLocal)) return url.href;
  throw new StartError(`CHAT_IDENTITY_JWKS is "${text}": set it to the https address of a JSON Web Key Set.`);
}

function readOpenai(env: Readonly<Record<string, string | undefined>>): Pick<ServerOptions, 'openai'> {
  const apiKey = env['OPENAI_API_KEY'];
  const baseUrl = env['OPENAI_BASE_URL'];
  const model = env['OPENAI_MODEL'];
  // A key alone may be in the environment for another program: all three are asked for on purpose.
  if (!model || !baseUrl) return {};
  if (!URL.canParse(baseUrl)) throw new StartError(`OPENAI_BASE_URL is "${baseUrl}": set it to the endpoint's full address, such as https://host/v1.`);
  return { openai: { baseUrl, apiKey: apiKey ?? '', model } };
}

// Tests and benchmarks raise every rate by one factor, from outside of the process.
function readRates(text: string | undefined): Partial<Limits> {
  if (!text) return {};
  const factor = readNumber('CHAT_RATE_FACTOR', text, 1, 1_000_000);
  const raise = (rate: Rate): Rate => ({ burst: rate.burst * factor, perSecond: rate.perSecond * factor });
  return {
    sends: raise(LIMITS.sends),
    calls: raise(LIMITS.calls),
    visitors: raise(LIMITS.visitors),
    sessions: raise(LIMITS.sessions),
    logins: raise(LIMITS.logins),
    availability: raise(LIMITS.availability),
    leftMessages: raise(LIMITS.leftMessages),
  };
}
