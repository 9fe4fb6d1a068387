import * as z from 'zod';

/** Who hears of alerts, in the cloud. */
export const notificationsSchema = z.strictObject({
  /** Addresses that get each notification; AWS asks them to confirm. */
  emails: z.array(z.email('expected an e-mail address')).default([]),
  /** Numbers that get each notification as a text message. E.164: `+14255550100`. */
  phoneNumbers: z.array(z.e164('expected a number such as +14255550100')).default([]),
  /** Endpoints that get each notification as a POST. */
  httpsUrls: z.array(z.url({ protocol: /^https$/, error: 'expected a URL that begins with https://' })).default([]),
});
