import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readParameters} from '../../src/page/parameters.js';
import {speak} from '../../src/page/words.js';

const ID = '0b7f9b5e-8c1d-4d7e-9d43-6d0e9f0c1a11';

test('an address without a query asks for nothing', () => {
  assert.deepEqual(readParameters(''), {
    parameters: {showCloseIcon: false, singleThread: false, resetWindow: false},
    wrong: [],
    rest: '',
  });
});

test('every parameter is read', () => {
  const query = `?resetWindow=true&sendMessage=Hello+there%21&locale=de-ch&sessionId=${ID.toUpperCase()}&heading=Acme%20%3Cb%3E&showCloseIcon=1&singleThread`;
  assert.deepEqual(readParameters(query).parameters, {
    resetWindow: true,
    sendMessage: 'Hello there!',
    locale: 'de-CH',
    sessionId: ID,
    heading: 'Acme <b>',
    showCloseIcon: true,
    singleThread: true,
  });
});

test('what is done once leaves the address, and nothing else does', () => {
  assert.equal(readParameters('?resetWindow=true&utm_source=mail&sendMessage=Hi&heading=Acme').rest, '?utm_source=mail&heading=Acme');
  assert.equal(readParameters('?resetWindow=false').rest, '');
});

test('a value that cannot be used is named and asks for nothing', () => {
  for (const [query, name] of [
    ['?resetWindow=yes', 'resetWindow'],
    ['?showCloseIcon=on', 'showCloseIcon'],
    ['?singleThread=2', 'singleThread'],
    ['?locale=not_a_tag', 'locale'],
    ['?sessionId=1234', 'sessionId'],
    [`?sessionId=${ID}0`, 'sessionId'],
    ['?heading=', 'heading'],
    [`?heading=${'x'.repeat(81)}`, 'heading'],
    ['?sendMessage=%20%0A', 'sendMessage'],
    [`?sendMessage=${'x'.repeat(8001)}`, 'sendMessage'],
  ] as const) {
    const {parameters, wrong, rest} = readParameters(query);
    assert.deepEqual(wrong, [name], query.slice(0, 40));
    assert.deepEqual(parameters, {showCloseIcon: false, singleThread: false, resetWindow: false}, query.slice(0, 40));
    assert.equal(new URLSearchParams(rest).has(name), true, 'what was written can still be read');
  }
});

test('malformed escapes and doubled names do not throw; the first of two counts', () => {
  assert.equal(readParameters('?sendMessage=%E0%A4%A').parameters.resetWindow, false);
  assert.equal(readParameters('?resetWindow=false&resetWindow=true').parameters.resetWindow, false);
  assert.equal(readParameters('?heading=One&heading=Two').parameters.heading, 'One');
});

test('a heading is one line', () => {
  assert.equal(readParameters('?heading=One%0ATwo%00%E2%80%A8Three').parameters.heading, 'One Two Three');
});

test('no server can be named', () => {
  const {parameters, wrong} = readParameters('?endpoint=https://evil.example&connector=fake&user-token=x');
  assert.deepEqual(Object.keys(parameters).sort(), ['resetWindow', 'showCloseIcon', 'singleThread']);
  assert.deepEqual(wrong, []);
});

test('the page speaks the first language that it knows', () => {
  assert.equal(speak(['pt-BR', 'de-AT', 'en']).tag, 'de-AT');
  assert.equal(speak(['ar']).words.dir, 'rtl');
  assert.equal(speak(['xx']).tag, 'en');
});
