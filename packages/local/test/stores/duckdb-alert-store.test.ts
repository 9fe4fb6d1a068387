import { describeAlertHistoryContract, describeAlertStoreContract } from '@cord/testing';
import { openStores, type Stores } from '../../src/stores/stores.js';

const opened: Stores[] = [];

afterEach(() => {
  for (const stores of opened.splice(0)) stores.close();
});

async function openAlerts() {
  const stores = await openStores(':memory:');
  opened.push(stores);
  return stores.alerts;
}

describeAlertStoreContract('DuckDbAlertStore', async () => {
  const store = await openAlerts();
  return { store, readAlerts: () => store.newest(100) };
});
describeAlertHistoryContract('DuckDbAlertStore', openAlerts);
