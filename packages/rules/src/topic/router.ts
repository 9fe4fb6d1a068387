import { stripBasicIngest } from './filter.js';

interface Branch<Target> {
  readonly children: Map<string, Branch<Target>>;
  /** Of filters that end here. */
  readonly targets: Target[];
  /** Of filters that go on with `#`. */
  readonly rest: Target[];
}

/** Finds the targets of every filter that matches a topic without trying each: a trie of topic levels. */
export class TopicRouter<Target> {
  readonly #root: Branch<Target> = createBranch();

  add(filter: string, target: Target): void {
    let branch = this.#root;
    for (const level of filter.split('/')) {
      if (level === '#') {
        branch.rest.push(target);
        return;
      }
      const next = branch.children.get(level) ?? createBranch<Target>();
      branch.children.set(level, next);
      branch = next;
    }
    branch.targets.push(target);
  }

  /** In no particular order; once for each filter that matches, by the rules of `topicMatches`. */
  match(topic: string): Target[] {
    const levels = stripBasicIngest(topic).split('/');
    const found: Target[] = [];
    collect(this.#root, levels, 0, found);
    return found;
  }
}

function collect<Target>(branch: Branch<Target>, levels: readonly string[], index: number, found: Target[]): void {
  const level = levels[index];
  if (level === undefined) {
    found.push(...branch.targets);
    return;
  }
  // A leading wildcard does not reach topics of the service itself.
  const isReserved = index === 0 && level.startsWith('$');
  if (!isReserved) found.push(...branch.rest);
  const exact = branch.children.get(level);
  if (exact !== undefined) collect(exact, levels, index + 1, found);
  const any = isReserved ? undefined : branch.children.get('+');
  if (any !== undefined) collect(any, levels, index + 1, found);
}

function createBranch<Target>(): Branch<Target> {
  return { children: new Map(), targets: [], rest: [] };
}
