import type { Duplex } from 'node:stream';
import type { Clock, ConnectionRefusalCode, DeviceDirectory, FleetEvent, Principal } from '@cord/fleet';

export interface AdmissionOptions {
  directory: Pick<DeviceDirectory, 'findPrincipal'>;
  clock: Clock;
  emit: (event: FleetEvent) => void;
}

/** Decides who may connect, as AWS IoT would, and knows who is connected. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #principals = new WeakMap<object, Principal>();
  readonly #sockets = new Map<string, Set<Duplex>>();

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** True when the certificate that the handshake proved is registered, active and has the device policy. */
  async admit(socket: Duplex, certificateId: string | undefined): Promise<boolean> {
    // Before the registry is asked: a withdrawal that its answer does not know of finds the socket here.
    if (certificateId !== undefined) this.#track(certificateId, socket);
    const { directory } = this.#options;
    const principal = certificateId === undefined ? undefined : await directory.findPrincipal(certificateId);
    if (socket.destroyed) return false;
    const refusal = judge(certificateId, principal);
    if (refusal !== undefined || principal === undefined) {
      this.#refuse(refusal ?? 'unknown-certificate', { certificateId });
      return false;
    }
    this.#principals.set(socket, principal);
    return true;
  }

  /** True when the client id is the name of a thing with this certificate. */
  admitClientId(connection: object, clientId: string): boolean {
    const principal = this.#principals.get(connection);
    if (principal === undefined) return false;
    if (principal.thingNames.includes(clientId)) return true;
    this.#refuse('wrong-client-id', { certificateId: principal.certificateId, clientId });
    return false;
  }

  /** `undefined` where the connection was not admitted, or its certificate was withdrawn since. */
  principalOf(connection: object): Principal | undefined {
    return this.#principals.get(connection);
  }

  /** Ends every connection of a certificate; what one of them has sent already is not taken in any more. */
  disconnect(certificateId: string): void {
    for (const socket of this.#sockets.get(certificateId) ?? []) {
      this.#principals.delete(socket);
      socket.destroy();
    }
  }

  #track(certificateId: string, socket: Duplex): void {
    const sockets = this.#sockets.get(certificateId) ?? new Set();
    this.#sockets.set(certificateId, sockets.add(socket));
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) this.#sockets.delete(certificateId);
    });
  }

  #refuse(
    code: ConnectionRefusalCode,
    { certificateId, clientId }: { certificateId: string | undefined; clientId?: string },
  ): void {
    const { clock, emit } = this.#options;
    emit({
      atMs: clock.nowMs(),
      type: 'connection-refused',
      code,
      message: refusals[code],
      ...(certificateId !== undefined && { certificateId }),
      ...(clientId !== undefined && { clientId }),
    });
  }
}

const refusals: Record<ConnectionRefusalCode, string> = {
  'no-certificate': 'the client showed no certificate',
  'unknown-certificate': 'the certificate is not registered',
  'inactive-certificate': 'the certificate is registered but not active',
  'wrong-client-id': 'the client id is not the name of a thing with this certificate',
};

function judge(certificateId: string | undefined, principal: Principal | undefined): ConnectionRefusalCode | undefined {
  if (certificateId === undefined) return 'no-certificate';
  if (principal === undefined) return 'unknown-certificate';
  return principal.status === 'active' && principal.hasPolicy ? undefined : 'inactive-certificate';
}
