import type { Notification, Notifier } from '@cord/fleet';

/** Keeps what it was to bring to people. */
export class MemoryNotifier implements Notifier {
  readonly notifications: Notification[] = [];

  async notify(notification: Notification): Promise<void> {
    this.notifications.push(notification);
  }
}
