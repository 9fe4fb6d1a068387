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
import { RetryLater } from './retry-later.js';

/** Names in AWS IoT that the registry works with. */
export interface AwsDeviceRegistryOptions {
  /** The policy every device gets. */
  policyName: string;
  /** `arn:aws:iot:us-east-1:123456789012:cert/`: a certificate's id after it makes its ARN. */
  certificateArnPrefix: string;
}

/**
 * AWS IoT Core's registry. Every write is one call which AWS lets be repeated, or whose "already exists" is looked into.
 *
 * Throws: `RetryLater` when AWS throttles, fails or does not answer; any other AWS error as it came.
 */
export class AwsDeviceRegistry implements DeviceRegistry {
  readonly #client: IoTClient;
  readonly #options: AwsDeviceRegistryOptions;

  constructor(client: IoTClient, options: AwsDeviceRegistryOptions) {
    this.#client = client;
    this.#options = options;
  }

  async findAttachedCertificates(thingName: string): Promise<readonly string[] | undefined> {
    const principals: string[] = [];
    let nextToken: string | undefined;
    try {
      do {
        const page = await call(this.#client.send(new ListThingPrincipalsCommand({ thingName, nextToken })));
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
      await call(this.#client.send(new CreateThingCommand({ thingName, attributePayload: { attributes } })));
    } catch (error) {
      // AWS says so only where the attributes differ; those that an operator changed since stay.
      if (!(error instanceof ResourceAlreadyExistsException)) throw error;
    }
  }

  async registerCertificate(certificatePem: string): Promise<{ certificateId: string; status: CertificateStatus }> {
    // AWS IoT's certificate id is the SHA-256 of the certificate, so a known one is found without a table of our own.
    const certificateId = createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex');
    try {
      await call(this.#client.send(new RegisterCertificateWithoutCACommand({ certificatePem, status: 'ACTIVE' })));
      return { certificateId, status: 'active' };
    } catch (error) {
      if (!(error instanceof ResourceAlreadyExistsException)) throw error;
      return { certificateId, status: await this.#readStatus(certificateId) };
    }
  }

  async attachCertificate(thingName: string, certificateId: string): Promise<void> {
    const principal = this.#arnOf(certificateId);
    await call(this.#client.send(new AttachThingPrincipalCommand({ thingName, principal })));
  }

  async attachPolicy(certificateId: string): Promise<void> {
    const { policyName } = this.#options;
    await call(this.#client.send(new AttachPolicyCommand({ policyName, target: this.#arnOf(certificateId) })));
  }

  async #readStatus(certificateId: string): Promise<CertificateStatus> {
    const { certificateDescription } = await call(this.#client.send(new DescribeCertificateCommand({ certificateId })));
    return certificateDescription?.status === 'ACTIVE' ? 'active' : 'inactive';
  }

  #arnOf(certificateId: string): string {
    return `${this.#options.certificateArnPrefix}${certificateId}`;
  }
}

/**
 * The registry of the region that the function runs in.
 *
 * Units: the cord gives up after 20 s, so that one call may take 3 s and be tried three times.
 */
export function createAwsDeviceRegistry(options: AwsDeviceRegistryOptions): AwsDeviceRegistry {
  const client = new IoTClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 1000, requestTimeout: 3000 } });
  return new AwsDeviceRegistry(client, options);
}

const PASSING_ERRORS = new Set([
  'ThrottlingException',
  'TooManyRequestsException',
  'ServiceUnavailableException',
  'InternalFailureException',
  'InternalException',
  'TimeoutError',
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
