/** What has been read once with care, so that what is alike can be read by comparing. */
interface Template<Result> {
  /** Gives `undefined` for what is of another form. */
  read(bytes: Uint8Array): Result | undefined;
}

/** Lines of production that are mixed in one file, or hours of the day that differ in its certificates. */
const MAX_TEMPLATES = 4;
/** So many forms one after the other that nothing was like them: there is no form in this file. */
const MAX_IDLE = 32;

/** The forms met last in one manifest. */
export class TemplateShelf<Result> {
  private readonly templates: Template<Result>[] = [];
  /** Forms learnt since one was met again. */
  private idle = 0;

  /** Reads bytes of a form met before. Gives `undefined` for those of none. */
  read(bytes: Uint8Array): Result | undefined {
    for (const template of this.templates) {
      const result = template.read(bytes);
      if (result === undefined) continue;
      this.idle = 0;
      return result;
    }
    return undefined;
  }

  /** Takes in another form, unless that has long been in vain. */
  learn(create: () => Template<Result> | undefined): void {
    if (this.idle >= MAX_IDLE) return;
    const template = create();
    if (!template) return;
    this.idle++;
    this.templates.unshift(template);
    if (this.templates.length > MAX_TEMPLATES) this.templates.pop();
  }
}
