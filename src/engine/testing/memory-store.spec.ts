import { describeDeadlines } from './deadlines.contract';
import { openMemoryStores } from './memory-stores';
import { describeMigration } from './migration.contract';
import { describePeople } from './people.contract';
import { describeStores } from './store.contract';

describeStores('the memory store', () => Promise.resolve(openMemoryStores()));
describePeople('people and the memory store', (definitions) => Promise.resolve(openMemoryStores(definitions)));
describeDeadlines('clocks and the memory store', () => Promise.resolve(openMemoryStores()));
describeMigration('migrations and the memory store', (definitions) => Promise.resolve(openMemoryStores(definitions)));
