/** What is wrong with answers to a form. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {PrechatField} from '../../src/model/prechat.js';
import {checkPrechat} from '../../src/model/prechat-check.js';

const check = (field: Partial<PrechatField>, value?: string) =>
  checkPrechat([{name: 'x', label: 'X', ...field}], value === undefined ? {} : {x: value}).x;

describe('checkPrechat', () => {
  it('asks for what is required, and for nothing else', () => {
    assert.equal(check({required: true}), 'required');
    assert.equal(check({required: true}, ' \n'), 'required');
    assert.equal(check({required: true}, 'a'), undefined);
    assert.equal(check({}), undefined);
    assert.equal(check({type: 'email'}, ' '), undefined);
    assert.equal(check({required: true, value: 'given'}), undefined, 'what it begins with counts');
    assert.equal(check({required: true, value: 'given'}, ''), 'required', 'until it is taken out');
    assert.equal(check({required: true, hidden: true}), undefined, 'nobody can mend a hidden field');
  });

  it('takes a box as answered only when it is ticked', () => {
    assert.equal(check({type: 'checkbox', required: true}, 'false'), 'required');
    assert.equal(check({type: 'checkbox', required: true}, 'true'), undefined);
    assert.equal(check({type: 'checkbox'}, ''), undefined);
  });

  it('knows addresses, numbers, days and choices as people write them', () => {
    const right: readonly (readonly [PrechatField['type'], ...string[]])[] = [
      ['email', 'a@b.co', ' nadia.weber+shop@example.co.uk '],
      ['tel', '+49 (0)30 1234-567', '030/1234', '٠١٢٣٤٥', '555 0100 ext. 12'],
      ['number', '0', '-3.5', '1.234,56', '1 000', '١٢'],
      ['date', '2024-02-29'],
    ];
    for (const [type, ...values] of right) for (const value of values) assert.equal(check({type}, value), undefined, `${type}: ${value}`);
    const wrong: typeof right = [
      ['email', 'nadia', 'nadia@', '@example.com', 'a b@c.de', 'a@b.', 'a@b@c.de'],
      ['tel', 'call me', '12'],
      ['number', 'ten', '12a', '-'],
      ['date', '29.2.2024', '2024-13-01'],
    ];
    for (const [type, ...values] of wrong) for (const value of values) assert.equal(check({type}, value), type, `${type}: ${value}`);
    const choices = [{value: 'a', label: 'A'}];
    assert.equal(check({type: 'select', choices}, 'a'), undefined);
    assert.equal(check({type: 'select', choices}, 'b'), 'choice');
    assert.equal(check({type: 'select'}, 'b'), 'choice');
  });

  it('holds an answer to its length and to the whole pattern', () => {
    assert.equal(check({maxLength: 3}, 'abcd'), 'too-long');
    assert.equal(check({maxLength: 3}, 'abc'), undefined);
    assert.equal(check({pattern: '[A-Z]\\d+'}, 'A12'), undefined);
    assert.equal(check({pattern: '[A-Z]\\d+'}, 'xA12'), 'pattern');
    assert.equal(check({pattern: 'a|bb'}, 'ab'), 'pattern');
    assert.equal(check({pattern: '('}, 'anything'), undefined, 'a pattern that is none asks for nothing');
  });

  it('names every field that is wrong', () => {
    const fields: readonly PrechatField[] = [
      {name: 'name', label: 'Name', required: true},
      {name: 'email', label: 'E-mail', type: 'email', required: true},
      {name: 'note', label: 'Note'},
    ];
    assert.deepEqual(checkPrechat(fields, {email: 'x'}), {name: 'required', email: 'email'});
    assert.deepEqual(checkPrechat(fields, {name: 'N', email: 'n@example.com'}), {});
  });
});
