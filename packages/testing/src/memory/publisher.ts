import type { Publisher } from '@cord/fleet';

/** Keeps what it was to send. */
export class MemoryPublisher implements Publisher {
  readonly messages: { topic: string; payload: string }[] = [];

  async publish({ topic, payload }: { topic: string; payload: string | Uint8Array }): Promise<void> {
    this.messages.push({ topic, payload: typeof payload === 'string' ? payload : new TextDecoder().decode(payload) });
  }
}
