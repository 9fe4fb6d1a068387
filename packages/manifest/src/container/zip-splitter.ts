// fflate: the one zip reader without dependencies that runs in Node and browsers, streams, and is 8 kB; 30 million installs a week.
import { Unzip, UnzipInflate, type UnzipFile } from 'fflate';
import { ManifestError, quote } from '../errors.js';
import type { ManifestLimits } from '../options.js';
import { type Element, ElementSplitter } from './element-splitter.js';

/** Compressed bytes inflated in one step: deflate grows them by 1032 at most, so no step holds more than 4 MiB. */
const STEP_BYTES = 4096;
/** Manifests shrink to a half or a third; what shrinks more than this was made to harm. */
const MAX_RATIO = 100;
/** Below this size the ratio means nothing. */
const RATIO_FROM_BYTES = 1_048_576;

interface Piece {
  readonly splitter: ElementSplitter;
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

/**
 * Cuts the JSON files in a zip into their elements, one file after the other, as the bytes come in.
 *
 * Files that are not `.json` are passed over. Contents are vouched for by the signatures in them, not by the zip's checksums.
 */
export class ZipSplitter {
  private readonly unzip: Unzip;
  private pieces: Piece[] = [];
  private manifests = 0;
  private inputBytes = 0;
  private outputBytes = 0;

  constructor(private readonly limits: ManifestLimits) {
    this.unzip = new Unzip((file) => this.open(file));
    this.unzip.register(UnzipInflate);
  }

  /** Takes the next bytes, cut anywhere. Throws: `zip-malformed`, `zip-path`, `zip-too-large`, and those of the JSON inside. */
  *push(chunk: Uint8Array): Generator<Element, void, undefined> {
    for (let i = 0; i < chunk.length; i += STEP_BYTES) {
      // A copy, as fflate keeps views of what it has not yet used.
      const step = new Uint8Array(chunk.subarray(i, i + STEP_BYTES));
      this.inputBytes += step.length;
      this.inflate(step, false);
      yield* this.split();
    }
  }

  /** Says that no bytes follow. Throws: `zip-malformed`, `zip-no-manifest`. */
  end(): void {
    this.inflate(new Uint8Array(0), true);
    if (this.manifests > 0) return;
    throw new ManifestError('zip-no-manifest', 'expected a .json file in the zip, found none');
  }

  private inflate(bytes: Uint8Array, isLast: boolean): void {
    try {
      this.unzip.push(bytes, isLast);
    } catch (cause) {
      if (cause instanceof ManifestError) throw cause;
      throw new ManifestError('zip-malformed', 'expected a whole zip of stored or deflated files, found none', {
        cause,
      });
    }
  }

  private open(file: UnzipFile): void {
    checkName(file.name);
    const isManifest = /(?:^|\/)[^/.][^/]*\.json$/i.test(file.name);
    const splitter = isManifest ? new ElementSplitter(this.limits.entryBytes) : undefined;
    if (isManifest) this.manifests++;
    file.ondata = (error, bytes, isLast) => {
      if (error) throw error;
      this.count(bytes.length);
      if (splitter) this.pieces.push({ splitter, bytes, isLast });
    };
    // Started even when passed over: fflate would keep its bytes otherwise.
    file.start();
  }

  private count(bytes: number): void {
    this.outputBytes += bytes;
    const { unzippedBytes } = this.limits;
    if (this.outputBytes > unzippedBytes) {
      throw new ManifestError('zip-too-large', `expected a zip of at most ${unzippedBytes} bytes unzipped, found more`);
    }
    if (this.outputBytes > RATIO_FROM_BYTES && this.outputBytes > MAX_RATIO * this.inputBytes) {
      throw new ManifestError('zip-too-large', `expected a zip that grows at most ${MAX_RATIO} times, found more`);
    }
  }

  private *split(): Generator<Element, void, undefined> {
    const pieces = this.pieces;
    this.pieces = [];
    for (const { splitter, bytes, isLast } of pieces) {
      yield* splitter.push(bytes);
      if (isLast) splitter.end();
    }
  }
}

function checkName(name: string): void {
  const climbs = name.split(/[/\\]/).includes('..');
  const isAbsolute = /^(?:[/\\]|[a-z]:)/i.test(name);
  if (!climbs && !isAbsolute && !name.includes('\0')) return;
  throw new ManifestError('zip-path', `expected names inside the zip, found ${quote(name)}`);
}
