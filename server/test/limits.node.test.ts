// Who is counted together, and that counting stays cheap however many call.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { configFromEnvironment, StartError } from '../config.js';
import { networkOf, RateLimit } from '../http/limits.js';
import { Problem } from '../http/problem.js';

describe('limits', () => {
  test('in IPv6 a caller is his network, however he writes it; in IPv4 his address', () => {
    const home = '2001:db8:1:2::/64';
    for (const address of ['2001:db8:1:2::1', '2001:0DB8:0001:0002:aaaa:bbbb:cccc:dddd', '2001:db8:1:2:3::', '2001:db8:1:2::1.2.3.4']) assert.equal(networkOf(address), home);
    assert.notEqual(networkOf('2001:db8:1:3::1'), home);
    assert.equal(networkOf('2001:db8::1'), '2001:db8:0:0::/64');
    assert.equal(networkOf('::1'), '0:0:0:0::/64');
    assert.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64');
    assert.deepEqual(['192.0.2.7', '::ffff:192.0.2.7', 'unknown'].map(networkOf), ['192.0.2.7', '192.0.2.7', 'unknown']);
  });

  test('each caller has a bucket of his own, which runs dry and says for how long', () => {
    const limit = new RateLimit({ burst: 2, perSecond: 0.1 });
    for (const caller of ['a', 'a', 'b']) limit.take(caller);
    assert.throws(() => limit.take('a'), (error) => error instanceof Problem && error.code === 'rate_limited' && Math.ceil(error.retryAfter ?? 0) === 10);
    limit.take('b');
  });

  test('a proxy is believed where that was said, and anything unclear is refused at the start', () => {
    assert.equal(configFromEnvironment({ CHAT_TRUST_PROXY: '1' }).trustProxy, true);
    assert.equal(configFromEnvironment({ CHAT_TRUST_PROXY: '0' }).trustProxy, false);
    assert.equal(configFromEnvironment({}).trustProxy, false);
    assert.throws(() => configFromEnvironment({ CHAT_TRUST_PROXY: 'true' }), (error) => error instanceof StartError && /1 or 0/.test(error.message));
  });
});
