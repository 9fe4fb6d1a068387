/** A state that is stepped by actions and watched in parts. */
export interface Store<State, Action> {
  state: () => State;
  dispatch: (action: Action) => void;
  /** Calls back when what `select` picks is another object than the one seen last. Returns what ends it. */
  watch: <Slice>(select: (state: State) => Slice, seen: Slice, onChange: () => void) => () => void;
}

export function createStore<State, Action>(
  step: (state: State, action: Action) => State,
  initial: State,
): Store<State, Action> {
  const watchers = new Set<() => void>();
  let state = initial;
  return {
    state: () => state,
    dispatch: (action) => {
      state = step(state, action);
      for (const look of watchers) look();
    },
    watch: (select, first, onChange) => {
      let seen = first;
      const look = () => {
        const found = select(state);
        if (Object.is(found, seen)) return;
        seen = found;
        onChange();
      };
      watchers.add(look);
      look();
      return () => watchers.delete(look);
    },
  };
}
