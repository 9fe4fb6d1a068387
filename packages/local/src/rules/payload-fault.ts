const decoder = new TextDecoder('utf-8', { fatal: true });

/** Why a payload is no JSON, with the place; `undefined` where it is. */
export function findPayloadFault(payload: Uint8Array): string | undefined {
  const text = decode(payload);
  if (text === undefined) return 'payload is no UTF-8 text';
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const reason = (error as Error).message;
    // It names the position, or quotes what stands around it, but for the end.
    return `payload is no JSON: ${reason}${reason.includes('end of JSON') ? ` at position ${text.length}` : ''}`;
  }
}

function decode(payload: Uint8Array): string | undefined {
  try {
    return decoder.decode(payload);
  } catch {
    // A fatal decoder throws for nothing else.
    return undefined;
  }
}
