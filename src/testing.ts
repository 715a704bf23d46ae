/**
 * For authors of connectors and hosts: a back end in memory that fails on command, a clock that stands still, stores and tabs in one process.
 * Nothing here is meant for production.
 */
export {ManualClock, settle} from './clock/manual-clock.js';
export type {ManualClockOptions} from './clock/manual-clock.js';
export {fakeToken, FakeBackend} from './connectors/fake/fake-backend.js';
export type {FakeBackendOptions, FakeTokenClaims} from './connectors/fake/fake-backend.js';
export {connectorFor} from './connectors/fake/fake-connector.js';
export type {FakeSession} from './connectors/fake/fake-session.js';
export type {
  Capabilities, Connector, ConnectorOptions, CreateConnector, CredentialVault, EventRange, Farewell, IdentityTokens, OpenRequest, Receipt,
} from './contracts/connector.js';
export type {Clock} from './contracts/clock.js';
export type {RecordStore} from './contracts/record-store.js';
export type {Surroundings} from './contracts/surroundings.js';
export type {TabMessage, Tabs} from './contracts/tabs.js';
export {createMemoryStore} from './store/memory-store.js';
export {createTabGroup} from './tabs/memory-tabs.js';
export type {MemoryTabs, TabGroup} from './tabs/memory-tabs.js';
