/** An item of a loop that went on without it. */
export interface ItemFailure {
  /** What it was about, in words for an operator: `command 7f3a of pump`. */
  readonly item: string;
  readonly error: unknown;
}

/** What a loop over items does with each. */
export interface EachOptions<Item> {
  /** What an operator reads of an item that failed. */
  readonly name: (item: Item) => string;
  /** How many are under way at a time. @default 1 */
  readonly sideBySide?: number;
}

/**
 * Does the same with each item, in order; one that fails stands in nobody's way. Returns those that failed, for whoever
 * counts and reports them.
 */
export async function doEach<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<void>,
  { name, sideBySide = 1 }: EachOptions<Item>,
): Promise<readonly ItemFailure[]> {
  const failures: ItemFailure[] = [];
  const attempt = async (item: Item) => {
    try {
      await act(item);
    } catch (error) {
      failures.push({ item: name(item), error });
    }
  };
  for (let start = 0; start < items.length; start += sideBySide) {
    await Promise.all(items.slice(start, start + sideBySide).map(attempt));
  }
  return failures;
}
