import { joinPath, type ManifestError, type ManifestErrorCode, type ManifestWarning } from './errors.js';

/** Faults of form that provisioning tools are known for. None of them touches whose signature it is or over what. */
const TOOL_FAULTS: ReadonlySet<ManifestErrorCode> = /* @__PURE__ */ new Set([
  'base64url-padding',
  'base64url-whitespace',
  'base64url-alphabet',
  'signature-der',
  'x5c-encoding',
  'jwk-coordinate-padding',
  'jwk-coordinate-length',
] satisfies ManifestErrorCode[]);

/** Decides for one entry which faults of form pass in its mode, and collects those that did. */
export class Tolerance {
  readonly warnings: ManifestWarning[] = [];
  private permitted: ManifestErrorCode | undefined;

  constructor(private readonly mode: 'strict' | 'tolerant') {}

  /** Lets this one fault pass even in strict mode. */
  permit(code: ManifestErrorCode): void {
    this.permitted = code;
  }

  /** Notes the fault as a warning where it may pass, its path begun at `outer`; throws it unchanged where it may not. */
  pass(fault: ManifestError, outer?: string): void {
    const { code, message } = fault;
    const passes = this.permitted === code || (this.mode === 'tolerant' && TOOL_FAULTS.has(code));
    if (!passes) throw fault;
    const path = joinPath(outer, fault.path);
    this.warnings.push({ code, message, ...(path !== undefined && { path }) });
  }
}
