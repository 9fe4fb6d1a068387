import { readFileSync } from 'node:fs';
import type { CordConfigInput } from '@cord/fleet';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

// Trusts, beside Microchip's own, who signed the sample delivery: with certificates of your own, what an OEM declares.
export default {
  registration: { logSigners: [read('log-signer.pem')], deviceRoots: [read('device-root.pem')] },
} satisfies CordConfigInput;
