import type { Context } from 'hono';
import { LakeRefusal, type LakeRefusalCode } from '../lake/protocol/lake-refusal.js';

const statuses: Readonly<Record<LakeRefusalCode, 400 | 408 | 500 | 503>> = {
  'sql-invalid': 400,
  'too-long': 408,
  'lake-down': 503,
  'lake-failed': 500,
};

/** Answers what the lake does, and what it refuses by the status that says why. */
export async function answerOf(context: Context, ask: () => Promise<object>): Promise<Response> {
  try {
    return context.json(await ask());
  } catch (error) {
    if (!(error instanceof LakeRefusal)) throw error;
    const { code, message } = error;
    return context.json({ error: { code, message } }, statuses[code]);
  }
}
