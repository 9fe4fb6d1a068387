/** What has been read once with care, so that what is alike can be read by comparing. */
interface Template<Result> {
  /** Gives `undefined` for what is of another form. */
  read(bytes: Uint8Array): Result | undefined;
}

/** Production lines that are mixed in one file, or hours of the day that differ in its certificates. */
const MAX_TEMPLATES = 4;
/** After so many templates in a row that nothing matched, the file has no common form. */
const MAX_UNMATCHED = 32;

/** The templates learnt last in one call. */
export class TemplateCache<Result> {
  private readonly templates: Template<Result>[] = [];
  /** Templates learnt since one matched. */
  private unmatched = 0;

  /** Reads bytes that match a template. Gives `undefined` for those that match none. */
  read(bytes: Uint8Array): Result | undefined {
    for (const template of this.templates) {
      const result = template.read(bytes);
      if (result === undefined) continue;
      this.unmatched = 0;
      return result;
    }
    return undefined;
  }

  /** Adds a template, unless the last ones were all in vain. */
  learn(create: () => Template<Result> | undefined): void {
    if (this.unmatched >= MAX_UNMATCHED) return;
    const template = create();
    if (!template) return;
    this.unmatched++;
    this.templates.unshift(template);
    if (this.templates.length > MAX_TEMPLATES) this.templates.pop();
  }
}
