import { createHash, X509Certificate } from 'node:crypto';
import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateThingCommand,
  DescribeCertificateCommand,
  DescribeThingCommand,
  type IoTClient,
  ListThingPrincipalsCommand,
  RegisterCertificateWithoutCACommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot';
import { FakeIotJobs } from './fake-iot-jobs.js';

const PREFIX = 'arn:aws:iot:eu-west-1:123456789012:cert/';
const metadata = { $metadata: {} };

/** AWS IoT's registry and jobs in memory: answers, refuses and pages as the service documents it. */
export class FakeIotClient {
  readonly certificateArnPrefix = PREFIX;
  readonly things = new Map<string, { attributes: Record<string, string>; principals: Set<string> }>();
  readonly certificates = new Map<string, { status: string; policies: Set<string> }>();
  readonly jobs = new FakeIotJobs();
  /** Names of the calls in the order they came. */
  readonly calls: string[] = [];
  /** Asked before each call is done, and again before its answer is sent: what it returns is thrown. */
  fault: (call: string, when: 'before' | 'after', nth: number) => Error | undefined = () => undefined;
  pageSize = 100;

  /** The client as the adapter takes it; the adapter uses nothing of it but `send`. */
  get client(): IoTClient {
    return { send: (command: unknown) => this.#send(command as { input: never }) } as unknown as IoTClient;
  }

  async #send(command: { input: never }): Promise<unknown> {
    const call = command.constructor.name.replace(/Command$/, '');
    this.calls.push(call);
    const nth = this.calls.length - 1;
    const before = this.fault(call, 'before', nth);
    if (before) throw before;
    let refusal: unknown;
    let answer: unknown;
    try {
      answer = this.#answer(command);
    } catch (error) {
      refusal = error;
    }
    const after = this.fault(call, 'after', nth);
    if (after) throw after;
    if (refusal !== undefined) throw refusal;
    return answer;
  }

  #answer(command: unknown): unknown {
    if (command instanceof CreateThingCommand) return this.#createThing(command.input);
    if (command instanceof ListThingPrincipalsCommand) return this.#listPrincipals(command.input);
    if (command instanceof RegisterCertificateWithoutCACommand) return this.#register(command.input);
    if (command instanceof DescribeCertificateCommand) {
      const { status } = this.#certificate(command.input.certificateId ?? '');
      return { certificateDescription: { certificateId: command.input.certificateId, status } };
    }
    if (command instanceof AttachThingPrincipalCommand) {
      this.#certificate(idOf(command.input.principal));
      this.#thing(command.input.thingName).principals.add(command.input.principal ?? '');
      return {};
    }
    if (command instanceof AttachPolicyCommand) {
      this.#certificate(idOf(command.input.target)).policies.add(command.input.policyName ?? '');
      return {};
    }
    if (command instanceof DescribeThingCommand) {
      const { attributes } = this.#thing(command.input.thingName);
      return { thingName: command.input.thingName, attributes };
    }
    const answer = this.jobs.answer(command);
    if (answer !== undefined) return answer;
    throw new TypeError(`the fake does not know ${String(command)}`);
  }

  #createThing({ thingName = '', attributePayload }: CreateThingCommand['input']) {
    const attributes = attributePayload?.attributes ?? {};
    const known = this.things.get(thingName);
    if (known === undefined) this.things.set(thingName, { attributes, principals: new Set() });
    else if (JSON.stringify(known.attributes) !== JSON.stringify(attributes)) {
      throw new ResourceAlreadyExistsException({
        message: `Thing ${thingName} already exists in account with different attributes`,
        ...metadata,
      });
    }
    return { thingName };
  }

  #listPrincipals({ thingName, nextToken }: ListThingPrincipalsCommand['input']) {
    const principals = [...this.#thing(thingName).principals];
    const start = Number(nextToken ?? 0);
    const end = start + this.pageSize;
    return { principals: principals.slice(start, end), ...(end < principals.length && { nextToken: String(end) }) };
  }

  #register({ certificatePem = '', status }: RegisterCertificateWithoutCACommand['input']) {
    const certificateId = createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex');
    if (this.certificates.has(certificateId)) {
      throw new ResourceAlreadyExistsException({
        message: 'The certificate is already provisioned or registered',
        resourceId: certificateId,
        resourceArn: PREFIX + certificateId,
        ...metadata,
      });
    }
    this.certificates.set(certificateId, { status: status ?? 'INACTIVE', policies: new Set() });
    return { certificateId, certificateArn: PREFIX + certificateId };
  }

  #thing(thingName = '') {
    const thing = this.things.get(thingName);
    if (thing === undefined)
      throw new ResourceNotFoundException({ message: `Thing ${thingName} not found`, ...metadata });
    return thing;
  }

  #certificate(certificateId: string) {
    const certificate = this.certificates.get(certificateId);
    if (certificate === undefined)
      throw new ResourceNotFoundException({ message: 'Certificate not found', ...metadata });
    return certificate;
  }
}

// AWS IoT takes a certificate by its ARN only; an id alone is refused.
function idOf(arn = ''): string {
  return arn.startsWith(PREFIX) ? arn.slice(PREFIX.length) : '';
}
