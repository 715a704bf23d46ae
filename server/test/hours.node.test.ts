// Opening hours by fixed clocks: weekdays, nights, and the days when clocks are put forward or back.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { configFromEnvironment, StartError } from '../config.js';
import { readHours } from '../hours.js';

const at = (iso: string): number => Date.parse(iso);
const opens = (text: string, iso: string): string => new Date(readHours(text).nextOpening(at(iso))).toISOString();

describe('opening hours', () => {
  const office = readHours('Mon-Fri 09:00-17:00; Sat 10:00-14:00 Europe/Berlin');

  test('weekdays, to the minute, in their own zone', () => {
    // Berlin is at UTC+1 in winter.
    assert.equal(office.isOpen(at('2024-01-15T07:59:59.999Z')), false);
    assert.equal(office.isOpen(at('2024-01-15T08:00:00Z')), true);
    assert.equal(office.isOpen(at('2024-01-15T15:59:59.999Z')), true);
    assert.equal(office.isOpen(at('2024-01-15T16:00:00Z')), false);
    assert.equal(office.isOpen(at('2024-01-20T09:00:00Z')), true);
    assert.equal(office.isOpen(at('2024-01-20T13:00:00Z')), false);
    assert.equal(office.isOpen(at('2024-01-21T10:00:00Z')), false);
    // UTC+2 in summer.
    assert.equal(office.isOpen(at('2024-07-15T07:00:00Z')), true);
    assert.equal(office.isOpen(at('2024-07-15T15:00:00Z')), false);
  });

  test('the next opening: later today, over the weekend, over the year', () => {
    assert.equal(new Date(office.nextOpening(at('2024-01-15T03:00:00Z'))).toISOString(), '2024-01-15T08:00:00.000Z');
    assert.equal(new Date(office.nextOpening(at('2024-01-19T16:00:00Z'))).toISOString(), '2024-01-20T09:00:00.000Z');
    assert.equal(new Date(office.nextOpening(at('2024-01-20T13:00:00Z'))).toISOString(), '2024-01-22T08:00:00.000Z');
    assert.equal(opens('Mon 09:00-10:00 UTC', '2024-12-30T10:00:00Z'), '2025-01-06T09:00:00.000Z');
  });

  test('over the weekend on which the clock changes', () => {
    // 31 March 2024: Friday in winter time, Monday in summer time.
    assert.equal(opens('Mon-Fri 09:00-17:00 Europe/Berlin', '2024-03-29T16:00:00Z'), '2024-04-01T07:00:00.000Z');
    // 27 October 2024: the other way.
    assert.equal(opens('Mon-Fri 09:00-17:00 Europe/Berlin', '2024-10-25T15:00:00Z'), '2024-10-28T08:00:00.000Z');
    assert.equal(opens('Mon-Fri 09:00-17:00 America/New_York', '2024-03-08T22:00:00Z'), '2024-03-11T13:00:00.000Z');
    assert.equal(opens('Mon-Fri 09:00-17:00 Australia/Lord_Howe', '2024-04-05T06:00:00Z'), '2024-04-07T22:30:00.000Z');
  });

  test('an opening that the clock jumps over comes right after the jump', () => {
    const night = 'Sun 02:30-06:00 Europe/Berlin';
    // At 02:00 it is 03:00.
    assert.equal(opens(night, '2024-03-30T12:00:00Z'), '2024-03-31T01:00:00.000Z');
    assert.equal(readHours(night).isOpen(at('2024-03-31T00:59:00Z')), false);
    assert.equal(readHours(night).isOpen(at('2024-03-31T01:00:00Z')), true);
  });

  test('an hour that comes twice is open twice', () => {
    const night = readHours('Sun 02:00-02:30 Europe/Berlin');
    // 27 October 2024: 02:00 is at 00:00Z and again at 01:00Z.
    for (const [iso, open] of [['00:00', true], ['00:29', true], ['00:30', false], ['01:00', true], ['01:30', false]] as const) {
      assert.equal(night.isOpen(at(`2024-10-27T${iso}:00Z`)), open, iso);
    }
    assert.equal(new Date(night.nextOpening(at('2024-10-26T12:00:00Z'))).toISOString(), '2024-10-27T00:00:00.000Z');
    assert.equal(new Date(night.nextOpening(at('2024-10-27T00:40:00Z'))).toISOString(), '2024-10-27T01:00:00.000Z');
  });

  test('past midnight, several spans, days in a list or around the week’s end', () => {
    const late = readHours('Fri-Mon 22:00-02:00, 08:00-09:00; Wed 00:00-24:00');
    assert.equal(late.isOpen(at('2024-01-19T23:59:00Z')), true);
    assert.equal(late.isOpen(at('2024-01-20T01:59:00Z')), true);
    assert.equal(late.isOpen(at('2024-01-20T02:00:00Z')), false);
    assert.equal(late.isOpen(at('2024-01-20T08:30:00Z')), true);
    assert.equal(late.isOpen(at('2024-01-23T01:00:00Z')), true, 'the night of Monday');
    assert.equal(late.isOpen(at('2024-01-23T22:00:00Z')), false, 'Tuesday');
    assert.equal(late.isOpen(at('2024-01-24T00:00:00Z')), true);
    assert.equal(late.isOpen(at('2024-01-24T23:59:00Z')), true);
    assert.equal(late.isOpen(at('2024-01-25T00:00:00Z')), false);
    assert.equal(readHours('mon,wed 1:00-2:00').isOpen(at('2024-01-24T01:00:00Z')), true);
  });

  test('a text that cannot be read is refused, with what is wrong with it', () => {
    for (const [text, wrong] of [
      ['', /no opening/],
      ['Mon-Fri', /"Mon-Fri" has no days or no times/],
      ['Mon-Foo 09:00-17:00', /"Mon-Foo" is no day/],
      ['Mon 9-17', /"9-17" is no time of day/],
      ['Mon 09:00-25:00', /no time of day/],
      ['Mon 09:70-10:00', /no time of day/],
      ['Mon 09:00-09:00', /no time of day/],
      ['Mon 09:00-10:00 Europe/Atlantis', /no time zone "Europe\/Atlantis"/],
    ] as const) {
      assert.throws(() => configFromEnvironment({ CHAT_HOURS: text || ' ' }), (error) => error instanceof StartError && wrong.test(error.message), text);
    }
  });
});
