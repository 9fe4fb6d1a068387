import type { CallContext, Entropy, ExternalFunctions } from '../functions/signature.js';
import { deriveEntropy } from '../message/derived-entropy.js';
import type { ReceivedMessage } from '../message/received-message.js';
import type { Dialect } from './dialect.js';

/** What comes from outside a statement. */
export interface Ports {
  /** @default none: functions that reach outside are Undefined */
  readonly functions?: ExternalFunctions;
  /** @default derived from the message and the statement: the same message gives the same `rand()` and `newuuid()` again */
  readonly entropy?: Entropy;
}

/** What functions see during one evaluation. `seed` tells statements on one message apart. */
export function createCallContext(message: ReceivedMessage, dialect: Dialect, ports: Ports, seed = ''): CallContext {
  return new EvaluationContext(message, dialect, ports, seed);
}

const noFunctions: ExternalFunctions = {};

class EvaluationContext implements CallContext {
  readonly message: ReceivedMessage;
  readonly dialect: Dialect;
  readonly external: ExternalFunctions;
  readonly #seed: string;
  #entropy: Entropy | undefined;

  constructor(message: ReceivedMessage, dialect: Dialect, { functions, entropy }: Ports, seed: string) {
    this.message = message;
    this.dialect = dialect;
    this.external = functions ?? noFunctions;
    this.#entropy = entropy;
    this.#seed = seed;
  }

  /** Made when first asked for: hardly a statement calls for chance. */
  get entropy(): Entropy {
    this.#entropy ??= deriveEntropy(this.message, this.#seed);
    return this.#entropy;
  }
}
