import type { CordConfigInput } from '@cord/fleet';

// What `cord dev` and the CDK app read. Every value has a default; an unknown key is refused with its path.
export default {
  thresholds: [{ id: 'load-on', metric: 'watts', above: 5 }],
} satisfies CordConfigInput;
