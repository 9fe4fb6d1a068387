import { describeAlertStoreContract } from '@cord/testing';
import { openStores, type Stores } from '../../src/stores/stores.js';

const opened: Stores[] = [];

afterEach(() => {
  for (const stores of opened.splice(0)) stores.close();
});

describeAlertStoreContract('DuckDbAlertStore', async () => {
  const stores = await openStores(':memory:');
  opened.push(stores);
  return { store: stores.alerts, readAlerts: () => stores.alerts.readNewest() };
});
