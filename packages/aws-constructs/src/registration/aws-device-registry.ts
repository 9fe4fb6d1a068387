import { createHash, X509Certificate } from 'node:crypto';
import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateThingCommand,
  DescribeCertificateCommand,
  IoTClient,
  ListThingPrincipalsCommand,
  RegisterCertificateWithoutCACommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot';
import type { CertificateStatus, DeviceRegistry } from '@cord/fleet';
import { awsClientOptions } from '../shared/aws-client-options.js';
import { RetryLater } from './retry-later.js';

/** Names in AWS IoT that the registry works with. */
export interface AwsDeviceRegistryOptions {
  /** The policy every device gets. */
  policyName: string;
  /** `arn:aws:iot:us-east-1:123456789012:cert/`: a certificate's id after it makes its ARN. */
  certificateArnPrefix: string;
  /** Ends every call that is under way, and lets none begin. @default calls end by their own limits alone */
  signal?: AbortSignal;
}

/**
 * AWS IoT Core's registry. Every write is one call which AWS lets be repeated, or whose "already exists" is looked into.
 *
 * Throws: `RetryLater` when AWS throttles, fails or does not answer; any other AWS error as it came.
 */
export class AwsDeviceRegistry implements DeviceRegistry {
  readonly #send: IoTClient['send'];
  readonly #options: AwsDeviceRegistryOptions;

  constructor(client: IoTClient, options: AwsDeviceRegistryOptions) {
    const { signal: abortSignal } = options;
    const send = (command: Parameters<IoTClient['send']>[0]) => call(client.send(command, { abortSignal }));
    this.#send = send as IoTClient['send'];
    this.#options = options;
  }

  async findAttachedCertificates(thingName: string): Promise<readonly string[] | undefined> {
    const principals: string[] = [];
    let nextToken: string | undefined;
    try {
      do {
        const page = await this.#send(new ListThingPrincipalsCommand({ thingName, nextToken }));
        principals.push(...(page.principals ?? []));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
    // A principal may also be an Amazon Cognito identity.
    return principals.flatMap((arn) => arn.split(':cert/')[1] ?? []);
  }

  async createThing(thing: { thingName: string; attributes: Readonly<Record<string, string>> }): Promise<void> {
    const { thingName, attributes } = thing;
    try {
      await this.#send(new CreateThingCommand({ thingName, attributePayload: { attributes } }));
    } catch (error) {
      // AWS says so only where the attributes differ; those that an operator changed since stay.
      if (!(error instanceof ResourceAlreadyExistsException)) throw error;
    }
  }

  async registerCertificate(certificatePem: string): Promise<{ certificateId: string; status: CertificateStatus }> {
    // AWS IoT's certificate id is the SHA-256 of the certificate, so a known one is found without a table of our own.
    const certificateId = createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex');
    try {
      await this.#send(new RegisterCertificateWithoutCACommand({ certificatePem, status: 'ACTIVE' }));
      return { certificateId, status: 'active' };
    } catch (error) {
      if (!(error instanceof ResourceAlreadyExistsException)) throw error;
      return { certificateId, status: await this.#readStatus(certificateId) };
    }
  }

  async attachCertificate(thingName: string, certificateId: string): Promise<void> {
    const principal = this.#arnOf(certificateId);
    await this.#send(new AttachThingPrincipalCommand({ thingName, principal }));
  }

  async attachPolicy(certificateId: string): Promise<void> {
    const { policyName } = this.#options;
    await this.#send(new AttachPolicyCommand({ policyName, target: this.#arnOf(certificateId) }));
  }

  async #readStatus(certificateId: string): Promise<CertificateStatus> {
    const { certificateDescription } = await this.#send(new DescribeCertificateCommand({ certificateId }));
    return certificateDescription?.status === 'ACTIVE' ? 'active' : 'inactive';
  }

  #arnOf(certificateId: string): string {
    return `${this.#options.certificateArnPrefix}${certificateId}`;
  }
}

/**
 * Registries of the region that the function runs in, one for each request: all calls for it together may take as long as
 * `totalMs`, after which it is answered that the cord may come again.
 */
export function connectAwsDeviceRegistry(options: AwsDeviceRegistryOptions, totalMs: number): () => AwsDeviceRegistry {
  const client = new IoTClient(awsClientOptions);
  return () => new AwsDeviceRegistry(client, { ...options, signal: AbortSignal.timeout(totalMs) });
}

const PASSING_ERRORS = new Set([
  'ThrottlingException',
  'TooManyRequestsException',
  'ServiceUnavailableException',
  'InternalFailureException',
  'InternalException',
  'TimeoutError',
  'AbortError',
]);

async function call<Output>(answer: Promise<Output>): Promise<Output> {
  try {
    return await answer;
  } catch (error) {
    if (!isPassing(error)) throw error;
    throw new RetryLater(`AWS IoT answered ${error.name}`, { cause: error });
  }
}

// Errors of the connection itself (ECONNRESET, ENOTFOUND …) come from Node with a code and no answer of AWS.
function isPassing(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: unknown };
  return PASSING_ERRORS.has(error.name) || typeof code === 'string' || ($metadata?.httpStatusCode ?? 0) >= 500;
}
