// docs/protocol.md against the code: every call, every code of an error, every type of an event and every field of an object is in both.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import ts from 'typescript';
import type * as client from '../../src/model/availability.js';
import type * as events from '../../src/model/session-event.js';
import type * as list from '../../src/model/session-summary.js';
import { completeConfig } from '../config.js';
import { createApp } from '../http/app.js';
import type { AppParts } from '../http/app.js';
import { PROBLEMS } from '../http/problem.js';
import type * as server from '../protocol.js';

/** What the server sends a visitor is what the client's model takes. Checked by the compiler alone. */
type Takes<Client, Server extends Client> = [Client, Server];
export type HeldTogether = [
  Takes<client.Availability, server.Availability>,
  Takes<events.SessionInfo, server.SessionInfo>,
  Takes<events.LogEvent, server.LogEvent>,
  Takes<events.LiveEvent, Exclude<server.LiveEvent, { type: 'reconnect' }>>,
  Takes<events.Snapshot, server.Snapshot>,
  Takes<events.EventPage, server.EventPage>,
  Takes<list.SessionPage, server.SessionPage>,
];

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const page = read('../../docs/protocol.md');
const sorted = (items: Iterable<string>): string[] => [...new Set(items)].sort();

/** The part of the page under a heading, down to the next one of any depth. */
function section(heading: string): string {
  const [, body] = new RegExp(`^#+ ${heading}[^\\n]*\\n([\\s\\S]*?)(?=^#+ )`, 'm').exec(`${page}\n# end`) ?? [];
  assert.ok(body, `there is no part "${heading}"`);
  return body;
}

/** First column of each row of a table whose first cell holds code. */
const firstCells = (text: string): string[] => [...text.matchAll(/^\| (`.*?`[^|]*?) \|/gm)].map(([, cell]) => cell as string);

/** The calls of a cell such as "`POST /v1/x/{key}/a {body}` · `/b` · `DELETE`": a path alone replaces the last part, a method alone the method. */
function calls(cell: string): string[] {
  let [method, path] = ['', ''];
  return [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) => {
    const [, verb, rest = ''] = /^(?:([A-Z]+)\b ?)?(\/[^ ?]*)?/.exec(code) ?? [];
    if (verb === undefined && rest === '') return []; // `Accept: text/event-stream`
    method = verb ?? method;
    if (rest !== '') path = rest.startsWith('/v1/') ? rest : path.replace(/\/[^/]*$/, rest);
    return [`${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`];
  });
}

describe('docs/protocol.md', () => {
  test('has every call of the server, and no other', () => {
    const config = completeConfig({ hostKey: 'x'.repeat(32) });
    const app = createApp({ config, limits: config.limits, times: config.times, trustProxy: false } as AppParts);
    const served = app.routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/v1/')).map(({ method, path }) => `${method} ${path}`);
    const told = firstCells(page).filter((cell) => cell.includes('/v1/')).flatMap(calls);
    assert.deepEqual(sorted(told), sorted(served));
  });

  test('has every code of an error, with its status', () => {
    const told = [...section('5\\. Errors').matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, code, status]) => `${code} ${status}`);
    assert.deepEqual(sorted(told), sorted(Object.entries(PROBLEMS).map(([code, { status }]) => `${code} ${status}`)));
  });

  const source = ts.createSourceFile('protocol.ts', read('../protocol.ts'), ts.ScriptTarget.Latest, true);
  const declared = (name: string): ts.InterfaceDeclaration | ts.TypeAliasDeclaration => {
    const found = source.statements.find((one) => (ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one)) && one.name.text === name);
    assert.ok(found, `there is no type ${name}`);
    return found as ts.InterfaceDeclaration | ts.TypeAliasDeclaration;
  };
  const fieldsOf = (members: readonly ts.TypeElement[]): string[] => members.map((member) => member.name?.getText() ?? '');
  const fields = (name: string): string[] => fieldsOf([...(declared(name) as ts.InterfaceDeclaration).members]);

  /** Type and fields of each event of a union; `fixed` are those that all have. */
  function eventsOf(name: string, fixed: readonly string[]): Map<string, Set<string>> {
    const found = new Map<string, Set<string>>();
    const visit = (node: ts.Node): void => {
      if (!ts.isTypeLiteralNode(node)) return ts.forEachChild(node, visit);
      const type = node.members.find((member) => member.name?.getText() === 'type') as ts.PropertySignature;
      for (const [, word = ''] of (type.type?.getText() ?? '').matchAll(/'([\w-]+)'/g)) {
        const known = found.get(word) ?? new Set();
        for (const field of fieldsOf([...node.members])) if (field !== 'type' && !fixed.includes(field)) known.add(field);
        found.set(word, known);
      }
    };
    visit((declared(name) as ts.TypeAliasDeclaration).type);
    return found;
  }

  const tables = section('4\\. The event stream').split('| ephemeral');
  for (const [name, table] of [['LogEventBody', tables[0]], ['LiveEvent', `| ephemeral${tables[1]}`]] as const) {
    test(`has every event of ${name}, with its fields`, () => {
      const rows = [...(table as string).matchAll(/^\| `([\w-]+)` \|(.*)\|$/gm)].map(([, type, told]) => [type as string, told as string] as const);
      const known = eventsOf(name, []);
      assert.deepEqual(sorted(rows.map(([type]) => type)), sorted(known.keys()));
      for (const [type, told] of rows) {
        const words = new Set([...told.matchAll(/`(\w+)\??(?:: [^`]*)?`/g)].map(([, word]) => word));
        for (const field of known.get(type) ?? []) assert.ok(words.has(field), `${type}: ${field} is not told`);
      }
    });
  }

  for (const [heading, name] of [['1\\.1 Session info', 'SessionInfo'], ['1\\.2 Message', 'Message'], ['1\\.3 Summary of a session', 'SessionSummary']] as const) {
    test(`has the fields of ${name}, and no other`, () => {
      const example = (/```jsonc\n([\s\S]*?)```/.exec(section(heading))?.[1] ?? '').replace(/\/\/.*$/gm, '');
      // Those of objects within it are another object's.
      let flat = example.trim().slice(1, -1);
      for (let before = ''; before !== flat; ) [before, flat] = [flat, flat.replace(/[{[][^{}[\]]*[}\]]/g, '0')];
      assert.deepEqual(sorted([...flat.matchAll(/"(\w+)":/g)].map(([, field]) => field as string)), sorted(fields(name)));
    });
  }
});
