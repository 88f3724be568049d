import { openMemoryStores } from './memory-stores';
import { describeStores } from './store.contract';

describeStores('the memory store', () => Promise.resolve(openMemoryStores()));
