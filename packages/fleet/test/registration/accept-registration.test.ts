import { createHash } from 'node:crypto';
import { createFactory, parsePem, provisionSecureElement, type Factory, type SecureElement } from '@cord/testing';
import { acceptRegistration, type RegistrationContext } from '../../src/registration/accept-registration.js';
import type { CertificateStatus, DeviceRegistry } from '../../src/registration/ports.js';

const AT = new Date('2026-01-15T08:00:00Z');
const REQUEST_ID = 'e6f5a1d2';

/** A registry that writes down what it is asked, and may fail at one step. */
class RecordedRegistry implements DeviceRegistry {
  readonly calls: string[] = [];
  readonly attached = new Map<string, string[]>();
  status: CertificateStatus = 'active';
  failAt: string | undefined;

  async findAttachedCertificates(thingName: string): Promise<readonly string[] | undefined> {
    this.#record('find');
    return this.attached.get(thingName);
  }

  async createThing({ thingName }: { thingName: string }): Promise<void> {
    this.#record('create-thing');
    if (!this.attached.has(thingName)) this.attached.set(thingName, []);
  }

  async registerCertificate(pem: string): Promise<{ certificateId: string; status: CertificateStatus }> {
    this.#record('register-certificate');
    return { certificateId: createHash('sha256').update(parsePem(pem)).digest('hex'), status: this.status };
  }

  async attachCertificate(thingName: string, certificateId: string): Promise<void> {
    this.#record('attach-certificate');
    this.attached.set(thingName, [...new Set([...(this.attached.get(thingName) ?? []), certificateId])]);
  }

  async attachPolicy(): Promise<void> {
    this.#record('attach-policy');
  }

  #record(step: string): void {
    this.calls.push(step);
    if (this.failAt === step) throw new Error(`time-out at ${step}`);
  }
}

let factory: Factory;
let first: SecureElement;
let second: SecureElement;
let registry: RecordedRegistry;
let context: RegistrationContext;

beforeAll(async () => {
  factory = await createFactory({ name: 'Test factory', at: AT });
  [first, second] = await Promise.all([
    provisionSecureElement(factory, { at: AT }),
    provisionSecureElement(factory, { at: AT }),
  ]);
});

beforeEach(() => {
  registry = new RecordedRegistry();
  const trust = {
    logSigners: [factory.logSigner.certificatePem],
    deviceRoots: [factory.root.certificatePem],
  };
  context = { registry, trust, thingPrefix: 'CS-CORD-DK-', maxEntries: 2 };
});

const manifestOf = (...elements: SecureElement[]) => JSON.stringify(elements.map(({ entry }) => entry));

describe('acceptRegistration', () => {
  it('registers thing, certificate, their tie, and the policy last', async () => {
    const answer = await acceptRegistration(manifestOf(first), REQUEST_ID, context);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ success: true, things: [`CS-CORD-DK-${first.uniqueId}`] });
    expect(registry.calls).toEqual([
      'find',
      'create-thing',
      'register-certificate',
      'attach-certificate',
      'attach-policy',
    ]);
    expect(answer.devices).toMatchObject([{ isNew: true, thingName: `CS-CORD-DK-${first.uniqueId}` }]);
  });

  it('answers 200 for a device that is known, so that a cord may ask as often as it likes', async () => {
    await acceptRegistration(manifestOf(first), REQUEST_ID, context);
    const again = await acceptRegistration(manifestOf(first), REQUEST_ID, context);
    expect(again).toMatchObject({ status: 200, devices: [{ isNew: false }] });
  });

  it('verifies every entry before it registers the first', async () => {
    const altered = { ...second.entry, signature: first.entry.signature };
    const answer = await acceptRegistration(JSON.stringify([first.entry, altered]), REQUEST_ID, context);
    expect(answer).toMatchObject({ status: 400, devices: [], refusal: { entry: 1 } });
    expect(registry.calls).toEqual([]);
  });

  it('rejects more entries than it was told to take', async () => {
    const answer = await acceptRegistration(manifestOf(first, second, first), REQUEST_ID, context);
    expect(answer.status).toBe(400);
    expect(registry.calls).toEqual([]);
  });

  it('tells operators what the thing is: its secure element, its part, whose word it is believed on', async () => {
    const created: unknown[] = [];
    registry.createThing = async (thing) => void created.push(thing);
    await acceptRegistration(manifestOf(first), REQUEST_ID, context);
    const { uniqueId } = first;
    const partNumber = expect.stringMatching(/^[a-zA-Z0-9_.,@/:#-]+$/);
    expect(created).toEqual([
      { thingName: `CS-CORD-DK-${uniqueId}`, attributes: { uniqueId, partNumber, trust: 'custom' } },
    ]);
  });

  it('says what stands in the way, and how to clear it', async () => {
    const other = 'ab'.repeat(32);
    registry.attached.set(`CS-CORD-DK-${first.uniqueId}`, [other]);
    const taken = await acceptRegistration(manifestOf(first), REQUEST_ID, context);
    expect(taken.refusal?.message).toMatch(
      /^thing CS-CORD-DK-\w+ already has certificate abababababab…, found [0-9a-f]{12}…; detach the old one first$/,
    );
    registry.attached.clear();
    registry.status = 'inactive';
    const withdrawn = await acceptRegistration(manifestOf(first), REQUEST_ID, context);
    expect(withdrawn.refusal?.message).toMatch(
      /^certificate [0-9a-f]{12}… of CS-CORD-DK-\w+ was deactivated; activate it first$/,
    );
    expect(withdrawn.refusal?.uniqueId).toBe(first.uniqueId);
    expect(withdrawn.refusal).not.toHaveProperty('entry');
  });

  it('rejects a thing that has another certificate and leaves that one alone', async () => {
    registry.attached.set(`CS-CORD-DK-${first.uniqueId}`, ['ab'.repeat(32)]);
    const answer = await acceptRegistration(manifestOf(first), REQUEST_ID, context);
    expect(answer).toMatchObject({ status: 409, refusal: { code: 'thing-has-other-certificate' } });
    expect(registry.calls).toEqual(['find']);
  });

  it('rejects a certificate that somebody withdrew and grants it nothing', async () => {
    registry.status = 'inactive';
    const answer = await acceptRegistration(manifestOf(first), REQUEST_ID, context);
    expect(answer).toMatchObject({ status: 409, refusal: { code: 'certificate-inactive', uniqueId: first.uniqueId } });
    expect(registry.calls).not.toContain('attach-policy');
  });

  it.each(['find', 'create-thing', 'register-certificate', 'attach-certificate', 'attach-policy'])(
    'lets a failure of the registry at %s through, and heals on the next try',
    async (step) => {
      registry.failAt = step;
      await expect(acceptRegistration(manifestOf(first), REQUEST_ID, context)).rejects.toThrow(`time-out at ${step}`);
      registry.failAt = undefined;
      expect(await acceptRegistration(manifestOf(first), REQUEST_ID, context)).toMatchObject({ status: 200 });
      expect([...registry.attached.values()].map((ids) => ids.length)).toEqual([1]);
    },
  );

  it('gives every refusal the request id and less than the 2 kB a cord can hold', async () => {
    const bodies = ['', '[', '{}', '[{"header":{}}]', JSON.stringify([{ header: { uniqueId: 'x'.repeat(50_000) } }])];
    for (const body of bodies) {
      const answer = await acceptRegistration(body, REQUEST_ID, context);
      expect(answer.status).toBe(400);
      expect(answer.body.length).toBeLessThan(2048);
      expect(JSON.parse(answer.body)).toMatchObject({
        success: false,
        error: { code: expect.any(String), requestId: REQUEST_ID },
      });
    }
  });
});
