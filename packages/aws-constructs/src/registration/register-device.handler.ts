import type { APIGatewayProxyHandler } from 'aws-lambda';
import { createAwsDeviceRegistry } from './aws-device-registry.js';
import { answerRegistration } from './registration-route.js';
import { REGISTRATION_SETTINGS, type RegistrationSettings } from './registration-settings.js';

const settings = JSON.parse(process.env[REGISTRATION_SETTINGS] ?? '') as RegistrationSettings;
const registry = createAwsDeviceRegistry(settings);

/** Lambda behind `POST /devices/new`. */
export const handler: APIGatewayProxyHandler = (event) => answerRegistration(event, registry, settings);
