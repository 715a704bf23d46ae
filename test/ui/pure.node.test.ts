/** The window's arithmetic and sentences, which need no browser. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {dayOf, timeOf} from '../../src/i18n/format.js';
import {loadFreshStrings, loadLauncherStrings, loadStrings} from '../../src/i18n/index.js';
import {english} from '../../src/i18n/strings.js';
import {carried, MOST, newer, newest, older, PAGE, type Range, SCREEN} from '../../src/ui/moving-range.js';
import {Narrator, spoken} from '../../src/ui/narrator.js';
import {ACTIVE, BOT, message, ScriptedChat} from '../support/scripted-chat.js';

const ids = (from: number, to: number): {id: string}[] => Array.from({length: to - from}, (_, index) => ({id: String(from + index)}));

describe('moving range', () => {
  it('starts at the newest entries, with as few as fill a window', () => {
    assert.deepEqual(newest(10_000), {start: 10_000 - SCREEN, end: 10_000});
    assert.deepEqual(newest(3), {start: 0, end: 3});
  });

  it('stays at the end while following, also when a burst comes', () => {
    assert.deepEqual(carried({start: 0, end: 3}, ids(0, 3), ids(0, 4), true), {start: 0, end: 4});
    assert.deepEqual(carried({start: 0, end: 3}, ids(0, 3), ids(0, 500), true), newest(500));
  });

  it('stops at its limit while somebody reads further up', () => {
    assert.deepEqual(carried({start: 10, end: 50}, ids(0, 50), ids(0, 500), false), {start: 10, end: 10 + MOST});
  });

  it('stays on the same entries when older ones come in front', () => {
    assert.deepEqual(carried({start: 5, end: 40}, ids(100, 150), ids(50, 150), false), {start: 55, end: 90});
  });

  it('takes in a page of older ones where it was at the beginning', () => {
    assert.deepEqual(carried({start: 0, end: 50}, ids(100, 150), ids(0, 150), false), {start: 100 - PAGE, end: 150});
    assert.deepEqual(carried({start: 0, end: 100}, ids(100, 200), ids(0, 200), false), {start: 100 - PAGE, end: 100 - PAGE + MOST});
  });

  it('begins anew with other entries', () => {
    assert.deepEqual(carried({start: 0, end: 40}, ids(0, 50), ids(1_000, 1_003), false), {start: 0, end: 3});
    assert.deepEqual(carried({start: 0, end: 0}, [], ids(0, 3), true), {start: 0, end: 3});
    assert.deepEqual(carried({start: 0, end: 3}, ids(0, 3), [], true), {start: 0, end: 0});
  });

  it('is never outside the list nor longer than its limit, whatever happens', () => {
    const step = fc.oneof(
      fc.record({kind: fc.constant('older' as const)}),
      fc.record({kind: fc.constant('newer' as const)}),
      fc.record({kind: fc.constant('append' as const), count: fc.nat(300), following: fc.boolean()}),
      fc.record({kind: fc.constant('prepend' as const), count: fc.nat(100)}),
      fc.record({kind: fc.constant('drop' as const)}),
    );
    fc.assert(
      fc.property(fc.array(step, {maxLength: 30}), (steps) => {
        let first = 1_000_000;
        let entries = ids(first, first + 30);
        let range: Range = newest(entries.length);
        for (const next of steps) {
          const before = entries;
          if (next.kind === 'older') range = older(range);
          else if (next.kind === 'newer') range = newer(range, entries.length);
          else if (next.kind === 'append') {
            entries = ids(first, first + entries.length + next.count);
            range = carried(range, before, entries, next.following);
          } else if (next.kind === 'prepend') {
            first -= next.count;
            entries = ids(first, first + entries.length + next.count);
            range = carried(range, before, entries, false);
          } else if (entries.length > 1) {
            entries = entries.slice(0, -1);
            range = carried(range, before, entries, true);
          }
          assert.ok(range.start >= 0 && range.start <= range.end && range.end <= entries.length, JSON.stringify(range));
          assert.ok(range.end - range.start <= MOST);
        }
      }),
    );
  });
});

describe('narrator', () => {
  it('reads Markdown as words, and cuts at a word', () => {
    assert.equal(spoken('## Steps\n\n- Open **this** [guide](https://example.com)\n- Run `npm start`'), 'Steps Open this guide Run npm start');
    const long = spoken('word '.repeat(200));
    assert.ok(long.length <= 241);
    assert.match(long, /word…$/);
  });

  it('counts a burst instead of reading it', () => {
    const chat = new ScriptedChat(ACTIVE);
    const narrator = new Narrator();
    narrator.next(chat.state, english);
    const burst = Array.from({length: 6}, (_, index) => message(BOT, `Text ${index}`, {seq: index + 1}));
    const said = narrator.next({...chat.state, entries: burst}, english).map(({text}) => text);
    assert.deepEqual(said, ['6 new messages', 'Ada: Text 5']);
  });

  it('says each question once, none that was there before, and none that the page does not want', () => {
    const said = (options: Parameters<Narrator['next']>[2] = {}) => {
      const chat = new ScriptedChat({...ACTIVE, resolution: {messageId: 'old'}});
      const narrator = new Narrator();
      const next = (): string[] => narrator.next(chat.state, english, options).map(({text}) => text);
      const heard = [next()];
      chat.set({resolution: {messageId: 'new'}});
      heard.push(next(), next());
      chat.set({resolution: null, session: {...ACTIVE.session!, csat: {id: 'a', requestedAt: 1}}});
      heard.push(next(), next());
      chat.set({session: {...ACTIVE.session!, csat: {id: 'a', requestedAt: 1, skipped: true}}});
      return [...heard, next()];
    };
    assert.deepEqual(said(), [[], ['Did this solve it?'], [], ['How was this chat?'], [], []]);
    assert.deepEqual(said({csat: false, resolutionPrompt: false}), [[], [], [], [], [], []]);
  });
});

describe('languages', () => {
  it('finds a language by its tag, and keeps the region for dates', async () => {
    assert.equal((await loadStrings('de-AT')).locale, 'de-AT');
    assert.equal((await loadStrings('de_CH')).locale, 'de-CH');
    assert.equal((await loadStrings('ar')).dir, 'rtl');
    assert.equal((await loadStrings('en-GB')).locale, 'en-GB');
    assert.equal((await loadFreshStrings('en-GB')).locale, 'en-GB');
    assert.equal((await loadFreshStrings('de-AT')).locale, 'de-AT');
    assert.ok(!('ended' in (await loadFreshStrings('tlh'))), 'a fresh page is spared what it never says');
    assert.equal((await loadLauncherStrings('fr-CA')).open, 'Ouvrir le chat');
  });

  it('is English where it knows no better', async () => {
    for (const tag of ['tlh', '', 'not a tag', 'en']) assert.equal((await loadStrings(tag)).locale, 'en');
  });

  it('says everything in every language, with every parameter', async () => {
    const shape = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
        : typeof value;
    for (const tag of ['de', 'fr', 'es', 'ar']) {
      const strings = await loadStrings(tag);
      assert.deepEqual(shape(strings), shape(english), tag);
      assert.match(strings.joined('Maria'), /Maria/);
      assert.match(strings.newMessages(7), /7/);
      assert.match(strings.queuePosition(4), /4/);
      assert.match(strings.form.wrong(3), /3/);
      assert.match(strings.form.tooLong(20), /20/);
      assert.match(strings.availability.away('Mon 9:00'), /Mon 9:00/);
      assert.doesNotMatch(strings.availability.away(), /undefined/);
      assert.match(strings.availability.wait(5), /5/);
      assert.match(strings.leave.answerTo('a@example.com'), /a@example\.com/);
      assert.match(strings.idle.warning(strings.idle.seconds(20)), /20/);
      assert.match(strings.reopened.by('Maria'), /Maria/);
      assert.equal(strings.survey.scores.length, 5);
      assert.match(strings.markdown.loadImage, /\{host\}/);
    }
  });

  it('counts as its grammar does', async () => {
    const forms = async (tag: string, counts: readonly number[]) => {
      const {idle} = await loadStrings(tag);
      return counts.map((count) => idle.minutes(count));
    };
    assert.deepEqual(await forms('en', [1, 2]), ['a minute', '2 minutes']);
    assert.deepEqual(await forms('de', [1, 2]), ['einer Minute', '2 Minuten']);
    assert.deepEqual(await forms('fr', [1, 2]), ['une minute', '2 minutes']);
    assert.deepEqual(await forms('es', [1, 2]), ['un minuto', '2 minutos']);
    assert.deepEqual(await forms('ar', [1, 2, 3, 11, 100]), ['دقيقة', 'دقيقتين', '3 دقائق', '11 دقيقة', '100 دقيقة']);
  });

  it('names days by the calendar', () => {
    const noon = new Date(2026, 2, 10, 12).getTime();
    const day = 86_400_000;
    assert.equal(dayOf(noon, english, noon), 'Today');
    assert.equal(dayOf(noon - day, english, noon), 'Yesterday');
    assert.equal(dayOf(noon - 7 * day, english, noon), 'Tuesday, March 3');
    assert.equal(dayOf(noon - 365 * day, english, noon), 'March 10, 2025');
    assert.match(timeOf(noon, english), /^12:00/);
  });
});
