/** Under which key this device keeps what it remembers of the visitor that the page names. Knows names of partitions; refuses to know what is kept. */
import {partitionName, readIdentityToken} from '../model/partition.js';
import {recordKey} from '../model/session-record.js';
import type {Claims} from '../model/visitor.js';
import {absoluteEndpoint} from './endpoint.js';

/** Where a chat is kept, and for whom. */
export interface Whereabouts {
  readonly namespace: string;
  readonly connector: string;
  readonly endpoint: string;
  readonly userToken: string;
  readonly user: Claims | undefined;
}

/** The key of the visitor's record. A function that gets tokens names nobody before it is called. */
export function visitorKey({namespace, connector, endpoint, userToken, user}: Whereabouts): string {
  const named = userToken ? {sub: readIdentityToken(userToken)?.sub} : {email: user?.email};
  return recordKey({namespace, connector, endpoint: absoluteEndpoint(endpoint) ?? location.origin, identity: partitionName(named)});
}
