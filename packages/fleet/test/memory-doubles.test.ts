import {
  describeAlertHistoryContract,
  describeAlertStoreContract,
  describeCommandStoreContract,
  describeDeviceControlContract,
  describeDeviceDirectoryContract,
  describeDeviceRegistryContract,
  describeNotifierContract,
  describePublisherContract,
  describeSweepProgressContract,
  describeTelemetryHistoryContract,
  MemoryAlertStore,
  MemoryCommandStore,
  MemoryDeviceControl,
  MemoryDeviceRegistry,
  MemoryNotifier,
  MemoryPublisher,
  MemorySweepProgress,
  MemoryTelemetryHistory,
} from '@cord/testing';

// The doubles that other tests trust do what the ports ask of every adapter.
describeAlertStoreContract('MemoryAlertStore', async () => {
  const store = new MemoryAlertStore();
  return { store, readAlerts: async () => [...store.alerts.values()] };
});
describeAlertHistoryContract('MemoryAlertStore', async () => new MemoryAlertStore());
describeCommandStoreContract('MemoryCommandStore', () => new MemoryCommandStore());
describeDeviceControlContract('MemoryDeviceControl', () => {
  const control = new MemoryDeviceControl('pump');
  return {
    control,
    reportRelay: (relay) => void control.shadows.set('pump', { ...control.shadows.get('pump'), reported: relay }),
    finishJob: (jobId, outcome) => void control.jobs.set(jobId, outcome),
  };
});
describeDeviceDirectoryContract('MemoryDeviceRegistry', async () => new MemoryDeviceRegistry());
describeDeviceRegistryContract('MemoryDeviceRegistry', () => new MemoryDeviceRegistry());
describeNotifierContract('MemoryNotifier', () => {
  const notifier = new MemoryNotifier();
  return { notifier, received: () => notifier.notifications };
});
describePublisherContract('MemoryPublisher', () => {
  const publisher = new MemoryPublisher();
  return { publisher, receive: async (count) => publisher.messages.slice(0, count) };
});
describeTelemetryHistoryContract('MemoryTelemetryHistory', async (messages) => new MemoryTelemetryHistory(messages));
describeSweepProgressContract('MemorySweepProgress', () => new MemorySweepProgress());
