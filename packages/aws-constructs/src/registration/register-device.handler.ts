import type { APIGatewayProxyHandler } from 'aws-lambda';
import { connectAwsDeviceRegistry } from './aws-device-registry.js';
import { answerRegistration } from './registration-route.js';
import { REGISTRATION_SETTINGS, type RegistrationSettings } from './registration-settings.js';

const settings = JSON.parse(process.env[REGISTRATION_SETTINGS] ?? '') as RegistrationSettings;
/** The cord gives up after 20 s, of which a cold start and the manifest take their part. */
const connectRegistry = connectAwsDeviceRegistry(settings, 14_000);

/** Lambda behind `POST /devices/new`. */
export const handler: APIGatewayProxyHandler = (event) => answerRegistration(event, connectRegistry(), settings);
