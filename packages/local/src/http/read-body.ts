/**
 * The whole body of a request, however it comes: with a length, in chunks, or not at all. `undefined` where it is over
 * `maxBytes`; then the rest is not read.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return undefined;
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    length += part.value.length;
    if (length > maxBytes) return undefined;
    chunks.push(part.value);
  }
  return Buffer.concat(chunks, length);
}
