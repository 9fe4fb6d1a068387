import { acceptRegistration, type DeviceRegistry } from '@cord/fleet';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { RegistrationSettings } from './registration-settings.js';
import { RetryLater } from './retry-later.js';

/** The part of the API's event that a registration needs. */
export type RegistrationRequest = Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'> & {
  requestContext: { requestId: string };
};

/** Puts a registration request to the use case and its answer into HTTP; what fails behind it becomes a 5xx without detail. */
export async function answerRegistration(
  event: RegistrationRequest,
  registry: DeviceRegistry,
  settings: Omit<RegistrationSettings, 'policyName' | 'certificateArnPrefix'>,
): Promise<APIGatewayProxyResult> {
  const { requestId } = event.requestContext;
  const refuse = (statusCode: number, code: string, message: string) => {
    return respond(statusCode, JSON.stringify({ success: false, error: { code, message, requestId } }));
  };
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (body.length > settings.maxBodyBytes) {
    return refuse(413, 'body-too-large', `body is over ${settings.maxBodyBytes} bytes; split the manifest`);
  }
  try {
    const answer = await acceptRegistration(body, requestId, { ...settings, registry });
    console.info({ message: 'registration', status: answer.status, devices: answer.devices, refusal: answer.refusal });
    return respond(answer.status, answer.body);
  } catch (error) {
    console.error({ message: 'registration failed', error });
    if (error instanceof RetryLater) return refuse(503, 'registry-busy', 'the device registry is busy; try again');
    return refuse(500, 'internal', 'the backend failed; try again');
  }
}

function respond(statusCode: number, body: string): APIGatewayProxyResult {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (statusCode === 503) headers['retry-after'] = '5';
  return { statusCode, headers, body };
}
